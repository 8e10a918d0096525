"""Reading films: the only package that imports PyAV.

`films` tells files of video from images. `probe` reads headers and packet times, `reader` decodes
frames, `images` does both for images; `frame_pictures` makes pictures of frames, `audio`
measures loudness, `all_frames` decodes everything, small.
"""

from av.video.frame import VideoFrame

from filmprint.video.all_frames import SmallFrame, all_frames
from filmprint.video.audio import measure_loudness
from filmprint.video.films import open_reader, probe
from filmprint.video.hardware import find_device
from filmprint.video.images import ImageReader
from filmprint.video.probe import FilmProbe, probe_headers
from filmprint.video.reader import FilmReader
from filmprint.video.sampled_frame import SampledFrame
from filmprint.video.source import Source, scaled_frame_size

__all__ = [
    "FilmProbe",
    "FilmReader",
    "ImageReader",
    "SampledFrame",
    "SmallFrame",
    "Source",
    "VideoFrame",
    "all_frames",
    "find_device",
    "measure_loudness",
    "open_reader",
    "probe",
    "probe_headers",
    "scaled_frame_size",
]
