"""The version of the package, for rooms below the public names."""

__version__ = "0.1.0"
