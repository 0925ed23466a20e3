"""From paragraphs to a matrix: one row a paragraph, named columns, declared in blocks."""
