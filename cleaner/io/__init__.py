"""From bytes to text: compression, encodings, and whether a text is HTML."""
