"""From fitted parts to a model file."""
