"""From paragraphs to a matrix: one row a paragraph, columns declared by name."""
