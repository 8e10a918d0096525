"""Fingerprints as numbers: measures, distances, search, shots."""
