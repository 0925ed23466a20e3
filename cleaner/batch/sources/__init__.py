"""What a batch reads: folders, lists, archives, tables, streams."""
