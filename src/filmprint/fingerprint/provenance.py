"""The tag by which filmprint knows its own pictures, and the film that each belongs to."""

import hashlib

PROVENANCE_PREFIX = "filmprint-recipe-"
"""How the mark of every picture of ours begins."""


def film_tag(film_name: str) -> str:
    """How the mark of every picture of a film of that name begins; "" is that of panels."""
    return PROVENANCE_PREFIX + hashlib.sha256(film_name.encode()).hexdigest()[:12]
