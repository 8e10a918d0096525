"""The tag that each picture carries, and that identifies what it was drawn from.

Apart from drawing, because that takes half a second to load.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from filmprint import __version__
from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import film_tag
from filmprint.options import Panel, Picture

COMPARISON = "a comparison of films"
"""Stands for the name of a film in the tags of comparisons."""


def picture_tags(fingerprint: Fingerprint, pictures: Iterable[Picture]) -> dict[Picture, str]:
    """Tags that differ wherever the pictures would; each picture names one style.

    What a picture does not show, such as the film's file size, does not count.
    """
    content = _content(fingerprint)
    tags = {}
    for picture in pictures:
        parts = replace(picture, format="png"), content, _extras(fingerprint, picture)
        tags[picture] = f"{film_tag(fingerprint.film.name)}-{_content_hash(*parts)}"
    return tags


def _content(fingerprint: Fingerprint) -> tuple[object, ...]:
    """What all styles draw."""
    film = fingerprint.film
    if isinstance(fingerprint, ShotFingerprint):
        shots = _array_hash(fingerprint.edges_seconds), _array_hash(fingerprint.numbers)
        return ("by shot", *shots, *_content(fingerprint.samples))
    return (
        film.title, film.year, film.duration_seconds, _array_hash(fingerprint.times_seconds),
        _array_hash(fingerprint.colors), _array_hash(fingerprint.shares),
    )  # fmt: skip


def _extras(fingerprint: Fingerprint, picture: Picture) -> list[object]:
    """What the picture's style draws besides the colors."""
    extras: list[object] = []
    if picture.defaults.loudness and fingerprint.loudness_lufs is not None:
        extras.append(_array_hash(fingerprint.loudness_lufs))
    if picture.defaults.stills and fingerprint.stills is not None:
        extras += [fingerprint.stills, hashlib.sha256(fingerprint.stills.sheet).hexdigest()]
    if picture.defaults.frame_columns and fingerprint.frame_columns is not None:
        extras.append(hashlib.sha256(fingerprint.frame_columns.png).hexdigest())
    return extras


def image_palette_tag(name: str, image: ByteArray, picture: Picture) -> str:
    """The same for the palette of an image of that name."""
    return f"{film_tag(name)}-{_content_hash(replace(picture, format='png'), _array_hash(image))}"


def panel_tag(fingerprints: Iterable[Fingerprint], panel: Panel, picture: Picture) -> str:
    """The same for a panel of many films."""
    tags = [picture_tags(fingerprint, [picture])[picture] for fingerprint in fingerprints]
    return f"{film_tag('')}-{_content_hash(panel, tags)}"


def comparison_tag(fingerprints: Iterable[Fingerprint], names: Iterable[str], distance: str) -> str:
    """The same for the picture of a comparison."""
    contents = [_content(fingerprint) for fingerprint in fingerprints]
    return f"{film_tag(COMPARISON)}-{_content_hash(contents, list(names), distance)}"


def _array_hash(array: NDArray[np.generic]) -> tuple[object, ...]:
    """Shape, type and a digest of the values."""
    return array.shape, array.dtype.str, hashlib.sha256(array.tobytes()).hexdigest()


def _content_hash(*parts: object) -> str:
    """32 hex digits that differ where the parts' representations or the program's version do."""
    return hashlib.sha256(repr((__version__, *parts)).encode()).hexdigest()[:32]
