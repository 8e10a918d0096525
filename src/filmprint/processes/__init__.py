"""Worker processes, and the signs of life by which they are watched."""
