"""From corpora to the rows that models are fitted to."""
