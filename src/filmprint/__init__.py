"""A film's color fingerprint, as a picture worth framing and as data worth studying.

import filmprint

fingerprint = filmprint.analyze("film.mkv")
fingerprint.save("film.json")
filmprint.poster(filmprint.load("film.json")).savefig("film.png")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis import analyze
    from .errors import (
        FilmError,
        FilmprintError,
        FingerprintFileError,
        ImageError,
        LimitError,
        OptionError,
        OutputError,
        WorkerError,
    )
    from .files import load
    from .model import Film, Fingerprint
    from .palette import PaletteColor, film_palette
    from .render.drawing import draw, poster

__all__ = [
    "Film",
    "FilmError",
    "FilmprintError",
    "Fingerprint",
    "FingerprintFileError",
    "ImageError",
    "LimitError",
    "OptionError",
    "OutputError",
    "PaletteColor",
    "WorkerError",
    "analyze",
    "draw",
    "film_palette",
    "load",
    "poster",
]

_HOMES = {
    "analyze": "analysis",
    "load": "files",
    "Film": "model",
    "Fingerprint": "model",
    "PaletteColor": "palette",
    "film_palette": "palette",
    "draw": "render.drawing",
    "poster": "render.drawing",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: drawing and decoding are heavy to load."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES.get(name, 'errors')}", __name__), name)
    globals()[name] = value
    return value
