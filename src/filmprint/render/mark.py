"""The mark that each picture carries, and that tells what it was drawn from.

Apart from drawing, because that takes half a second to load.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from ..color import ByteArray
from ..files import dumps, owner
from ..model import Fingerprint
from ..options import Panel, Picture


def recipes(fingerprint: Fingerprint, pictures: Iterable[Picture]) -> dict[Picture, str]:
    """Marks that differ wherever the pictures would; each picture names one style."""
    film = replace(fingerprint.film, size_bytes=0, modified_ns=0)  # of the file, not the picture
    bare = replace(fingerprint, film=film, loudness_lufs=None, stills=None)
    content = dumps(bare, palette=False)
    marks = {}
    for picture in pictures:
        what = replace(picture, format="png"), content, _extras(fingerprint, picture)
        marks[picture] = f"{owner(film.name)}-{_digest(*what)}"
    return marks


def _extras(fingerprint: Fingerprint, picture: Picture) -> list[object]:
    """What the picture's style draws besides the colors."""
    extras: list[object] = []
    if picture.defaults.loudness and fingerprint.loudness_lufs is not None:
        extras.append(fingerprint.loudness_lufs.tobytes())
    if picture.defaults.stills and fingerprint.stills is not None:
        extras += [fingerprint.stills, hashlib.sha256(fingerprint.stills.sheet).hexdigest()]
    return extras


def image_recipe(name: str, image: ByteArray, picture: Picture) -> str:
    """The same for the palette of an image of that name."""
    content = hashlib.sha256(image.tobytes()).hexdigest(), image.shape
    return f"{owner(name)}-{_digest(replace(picture, format='png'), content)}"


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
