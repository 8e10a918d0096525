"""The mark that each picture carries, and that tells what it was drawn from.

Apart from drawing, because that takes half a second to load.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from ..files import dumps
from ..model import Fingerprint
from ..options import Panel, Picture

MARK = "filmprint-recipe-"
"""How the mark of every picture of ours begins."""


def owner(film_name: str) -> str:
    """How the mark of every picture of a film of that name begins; "" is that of panels."""
    return MARK + hashlib.sha256(film_name.encode()).hexdigest()[:12]


def recipes(fingerprint: Fingerprint, pictures: Iterable[Picture]) -> dict[Picture, str]:
    """Marks that differ wherever the pictures would; each picture names one style."""
    film = replace(fingerprint.film, size_bytes=0, modified_ns=0)  # of the file, not the picture
    content = dumps(replace(fingerprint, film=film))
    return {
        picture: f"{owner(film.name)}-{_digest(replace(picture, format='png'), content)}"
        for picture in pictures
    }


def panel_recipe(fingerprints: Iterable[Fingerprint], panel: Panel, picture: Picture) -> str:
    """The same for a panel of many films."""
    marks = [recipes(fingerprint, [picture])[picture] for fingerprint in fingerprints]
    return f"{owner('')}-{_digest(panel, marks)}"


def _digest(*what: object) -> str:
    return hashlib.sha256(repr((version("filmprint"), *what)).encode()).hexdigest()[:32]


def is_marked(path: Path, mark: str) -> bool:
    """Whether the file at `path` carries that mark (`MARK`: any of ours)."""
    try:
        return mark.encode() in path.read_bytes()
    except OSError:
        return False
