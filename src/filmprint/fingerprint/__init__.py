"""The result: the fingerprint, its file, its palette and its stills."""
