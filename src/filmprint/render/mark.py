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


def recipe(fingerprint: Fingerprint, picture: Picture) -> str:
    """A mark that differs wherever the picture would; `picture` names one style."""
    film = replace(fingerprint.film, size_bytes=0, modified_ns=0)  # of the file, not the picture
    fingerprint = replace(
        fingerprint, film=film,
        loudness_lufs=fingerprint.loudness_lufs if picture.defaults.loudness else None,
        stills=fingerprint.stills if picture.defaults.stills else None,
    )  # fmt: skip
    content = dumps(fingerprint, palette=False)
    what = (version("filmprint"), replace(picture, format="png"), content)
    return f"{owner(film.name)}-{hashlib.sha256(repr(what).encode()).hexdigest()[:32]}"


def image_recipe(name: str, image: ByteArray, picture: Picture) -> str:
    """The same for the palette of an image of that name."""
    content = hashlib.sha256(image.tobytes()).hexdigest(), image.shape
    what = (version("filmprint"), replace(picture, format="png"), content)
    return f"{owner(name)}-{hashlib.sha256(repr(what).encode()).hexdigest()[:32]}"


def panel_recipe(fingerprints: Iterable[Fingerprint], panel: Panel, picture: Picture) -> str:
    """The same for a panel of many films."""
    marks = [recipe(fingerprint, picture) for fingerprint in fingerprints]
    return f"{owner('')}-{hashlib.sha256(repr((panel, marks)).encode()).hexdigest()[:32]}"


def is_marked(path: Path, mark: str) -> bool:
    """Whether the file at `path` carries that mark (`MARK`: any of ours)."""
    try:
        return mark.encode() in path.read_bytes()
    except OSError:
        return False
