from . import plot as plot
from .analysis.pipeline import analyze
from .color.palette import PaletteColor
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
from .fingerprint.file import load
from .fingerprint.film import Film
from .fingerprint.model import Fingerprint
from .fingerprint.palette import film_palette
from .library.analyze_many import FilmResult, analyze_many
from .render.drawing import draw, poster
from .render.save import save_picture

__version__: str

__all__ = [
    "Film",
    "FilmError",
    "FilmResult",
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
    "analyze_many",
    "draw",
    "film_palette",
    "load",
    "plot",
    "poster",
    "save_picture",
]
