"""What comes with a film's first frame: metadata that containers and bitstreams both can carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import cast

import av.error
from av.sidedata.sidedata import SideData, Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from filmprint.processes import heartbeat
from filmprint.remote.path import FilmPath
from filmprint.video.hdr_metadata import LightMetadata
from filmprint.video.opening import open_film, read_only
from filmprint.video.orientation import UPRIGHT, Orientation, nearest_rotation, orientation_of

MAX_PACKETS = 1000
"""In a damaged film, the first frame is searched for in this many packets."""


@dataclass(frozen=True)
class FirstFrame:
    """Metadata of the first frame that can be decoded."""

    orientation: Orientation
    light: LightMetadata


_NO_METADATA = FirstFrame(UPRIGHT, LightMetadata())


def read_first_frame(path: FilmPath, stream_index: int, max_pixels: int) -> FirstFrame:
    """Decode a film's first frame, and assume no metadata where none can be decoded.

    Raises `FilmError` where the film cannot be opened.
    """
    with open_film(path) as container:
        stream = container.streams[stream_index]
        if not isinstance(stream, VideoStream):
            return _NO_METADATA
        read_only(container, stream)
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"max_pixels": str(max_pixels)}
        try:
            for packet in islice(container.demux(stream), MAX_PACKETS):
                heartbeat.beat()
                try:
                    frames = stream.codec_context.decode(packet)
                except av.error.FFmpegError:
                    continue
                for frame in frames:
                    return metadata_of(frame)
        except (av.error.FFmpegError, IndexError):  # IndexError: damage made up a stream
            pass
    return _NO_METADATA


def metadata_of(frame: VideoFrame) -> FirstFrame:
    """What comes with a frame."""
    try:
        # PyAV's stub calls it a mapping, but iterating gives the values.
        entries = cast("Iterable[SideData]", frame.side_data)
        blocks = {entry.type: bytes(memoryview(entry)) for entry in entries}
    except ValueError:  # side data of a type that PyAV does not know
        rotation = nearest_rotation(frame.rotation)
        return FirstFrame(Orientation(rotation=rotation), LightMetadata())
    return FirstFrame(
        orientation_of(blocks.get(Type.DISPLAYMATRIX, b"")), LightMetadata.from_side_data(blocks)
    )
