"""Fingerprints as tables, palettes as swatches: for other programs."""
