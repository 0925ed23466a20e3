"""Measure accuracy against corpora: needs the extra `evaluate`, and nothing of training."""
