"""Reasons: what in a paragraph, and around it, decided its label."""
