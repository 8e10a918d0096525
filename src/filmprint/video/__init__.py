"""Films in: the only package that imports PyAV. Open safely, look, and hand out frames."""

from av.video.frame import VideoFrame

from filmprint.video.audio import measure_loudness
from filmprint.video.hardware import find_device
from filmprint.video.probe import FilmProbe, probe_headers
from filmprint.video.reader import FilmReader, Source, working_size

__all__ = [
    "FilmProbe",
    "FilmReader",
    "Source",
    "VideoFrame",
    "find_device",
    "measure_loudness",
    "probe_headers",
    "working_size",
]
