"""Reading video files: the only package that imports PyAV.

`probe` reads headers and packet times, `reader` decodes frames and converts them, `audio` measures
loudness,
`all_frames` decodes everything, small.
"""

from av.video.frame import VideoFrame

from filmprint.video.all_frames import SmallFrame, all_frames
from filmprint.video.audio import measure_loudness
from filmprint.video.hardware import find_device
from filmprint.video.probe import FilmProbe, probe_headers
from filmprint.video.reader import FilmReader, SampledFrame
from filmprint.video.source import Source, scaled_frame_size

__all__ = [
    "FilmProbe",
    "FilmReader",
    "SampledFrame",
    "SmallFrame",
    "Source",
    "VideoFrame",
    "all_frames",
    "find_device",
    "measure_loudness",
    "probe_headers",
    "scaled_frame_size",
]
