"""Films in: the only package that imports PyAV. Open safely, look, and hand out frames."""

from av.video.frame import VideoFrame

from .hardware import find_device
from .inspection import Inspection, inspect
from .reader import FilmReader, Source, working_size
from .sound import momentary_loudness

__all__ = [
    "FilmReader",
    "Inspection",
    "Source",
    "VideoFrame",
    "find_device",
    "inspect",
    "momentary_loudness",
    "working_size",
]
