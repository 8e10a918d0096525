"""The tag that each picture carries, and that identifies what it was drawn from.

Apart from drawing, because that takes half a second to load.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version

import msgspec

from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.file_format import encode
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import film_tag
from filmprint.options import Panel, Picture


def picture_tags(fingerprint: Fingerprint, pictures: Iterable[Picture]) -> dict[Picture, str]:
    """Tags that differ wherever the pictures would; each picture names one style."""
    # Size and time of the film's file do not show in the picture.
    film = msgspec.structs.replace(fingerprint.film, size_bytes=0, modified_ns=0)
    bare = replace(fingerprint, film=film, loudness_lufs=None, stills=None)
    content = encode(bare.document(palette=False))
    tags = {}
    for picture in pictures:
        parts = replace(picture, format="png"), content, _extras(fingerprint, picture)
        tags[picture] = f"{film_tag(film.name)}-{_content_hash(*parts)}"
    return tags


def _extras(fingerprint: Fingerprint, picture: Picture) -> list[object]:
    """What the picture's style draws besides the colors."""
    extras: list[object] = []
    if picture.defaults.loudness and fingerprint.loudness_lufs is not None:
        extras.append(fingerprint.loudness_lufs.tobytes())
    if picture.defaults.stills and fingerprint.stills is not None:
        extras += [fingerprint.stills, hashlib.sha256(fingerprint.stills.sheet).hexdigest()]
    return extras


def image_palette_tag(name: str, image: ByteArray, picture: Picture) -> str:
    """The same for the palette of an image of that name."""
    content = hashlib.sha256(image.tobytes()).hexdigest(), image.shape
    return f"{film_tag(name)}-{_content_hash(replace(picture, format='png'), content)}"


def panel_tag(fingerprints: Iterable[Fingerprint], panel: Panel, picture: Picture) -> str:
    """The same for a panel of many films."""
    tags = [picture_tags(fingerprint, [picture])[picture] for fingerprint in fingerprints]
    return f"{film_tag('')}-{_content_hash(panel, tags)}"


def _content_hash(*parts: object) -> str:
    """32 hex digits that differ where the parts' representations or the program's version do."""
    return hashlib.sha256(repr((version("filmprint"), *parts)).encode()).hexdigest()[:32]
