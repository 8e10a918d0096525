"""The tag in each picture of ours: it tells the film, and a digest of all that was drawn.

By it a picture is known to be ours, and to be up to date. A tag is `TAG_PREFIX`, a digest of the
film's file name, a dash, and a digest of the content and the options.
"""

import hashlib
import os
from pathlib import Path

TAG_PREFIX = "filmprint-recipe-"
"""How the tag of every picture of ours begins."""

SEARCHED_BYTES = 1024 * 1024
"""The tag stands so near the begin of a PNG, JPEG or SVG file, or the end of a TIFF or PDF file."""


def film_tag(film_name: str) -> str:
    """How the tag of every picture of a film of that name begins; "" is that of panels."""
    return TAG_PREFIX + hashlib.sha256(film_name.encode()).hexdigest()[:12]


def carries_tag(path: Path, tag: str) -> bool:
    """Whether the file at `path` carries that tag, or one that begins so."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(SEARCHED_BYTES)
            end = file.seek(0, os.SEEK_END)
            file.seek(max(end - SEARCHED_BYTES, 0))
            return tag.encode() in head or tag.encode() in file.read(SEARCHED_BYTES)
    except OSError:
        return False
