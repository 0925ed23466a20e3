"""From a matrix to labels: the trained model, its prediction and selection. No training."""
