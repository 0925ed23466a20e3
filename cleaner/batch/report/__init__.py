"""What a batch tells of itself: its summary, and a report of the pages to look at."""
