"""Views of pages: `run` shows all pages of a source, `writer` one, in a worker process."""
