"""What a batch remembers, so that it can go on where it was stopped."""
