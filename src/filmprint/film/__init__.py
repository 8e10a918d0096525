"""Films in: the only package that imports PyAV. Open safely, look, and hand out frames."""

from .inspection import Inspection, inspect
from .reader import FilmReader, Source, working_size

__all__ = ["FilmReader", "Inspection", "Source", "inspect", "working_size"]
