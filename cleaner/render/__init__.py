"""Documents as text, Markdown, HTML and in notebooks."""
