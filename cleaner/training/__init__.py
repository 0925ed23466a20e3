"""Train models from corpora. Running a model needs nothing of this."""
