"""Where the results of a batch are written: files that mirror their sources, or tables."""
