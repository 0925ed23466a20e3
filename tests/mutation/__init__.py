"""Set faults into the package and see whether the tests notice."""
