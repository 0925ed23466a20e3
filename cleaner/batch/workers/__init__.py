"""The work of a batch in its worker processes."""
