"""The two routes through the corridor, of HTML and of plain text, under one protocol."""
