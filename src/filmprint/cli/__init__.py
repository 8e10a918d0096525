"""What is typed and printed: one module for each command, the options they share, the console."""
