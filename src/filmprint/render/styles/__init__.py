"""One module a style: fingerprint to picture."""
