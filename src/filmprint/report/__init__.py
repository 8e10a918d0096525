"""Fingerprints to pages: one HTML file that shows a film, offline and without a server."""
