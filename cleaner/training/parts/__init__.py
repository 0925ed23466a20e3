"""The parts of a model, each an estimator that is fitted by itself."""
