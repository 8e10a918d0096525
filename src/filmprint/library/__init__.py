"""Many films: which ones, what is kept of earlier runs, what became of each."""
