"""Fingerprint to picture: one module a style, and pictures to files."""
