"""What the first frame of a film says about its light: its peak, and whether it is Dolby Vision.

Containers and bitstreams both can carry it; decoders hand out either with the frame.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import av.error
from av.sidedata.sidedata import SideData, Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from filmprint.video.opening import open_film, read_only

LOWEST_PEAK, HIGHEST_PEAK = 100.0, 10_000.0
"""Nits. What lies outside is not believed: 0 stands for unknown, 65535 and 1 are mistakes."""

_TRIAL_PACKETS = 100


@dataclass(frozen=True)
class LightMetadata:
    """Nits, None where the film does not say or what it says cannot be.

    `max_cll` is the brightest pixel of the film (CTA-861.3), `mastering_peak` the brightest that
    the display could show on which it was graded (SMPTE ST 2086).
    """

    max_cll: float | None = None
    mastering_peak: float | None = None
    dolby_vision: bool = False

    @property
    def peak(self) -> tuple[float, str] | None:
        """The film's peak in nits and what says so."""
        if self.max_cll is not None:
            return self.max_cll, "MaxCLL"
        if self.mastering_peak is not None:
            return self.mastering_peak, "mastering display"
        return None


def light_metadata(path: Path, stream_index: int, max_pixels: int) -> LightMetadata:
    """Decode a film's first frame for what comes with it; nothing where it cannot be decoded."""
    with open_film(path) as container:
        stream = container.streams[stream_index]
        if not isinstance(stream, VideoStream):
            return LightMetadata()
        read_only(container, stream)
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"max_pixels": str(max_pixels)}
        try:
            for packet in islice(container.demux(stream), _TRIAL_PACKETS):
                for frame in stream.codec_context.decode(packet):
                    return _metadata(frame)
        except (av.error.FFmpegError, IndexError, ValueError):
            pass  # ValueError: side data of a kind that PyAV has no name for
    return LightMetadata()


def _metadata(frame: VideoFrame) -> LightMetadata:
    # A mapping by its stub, but what it iterates over are the values.
    sides = cast("Iterable[SideData]", frame.side_data)
    blocks = {side.type: bytes(memoryview(side)) for side in sides}
    return LightMetadata(
        max_cll=_max_cll(blocks.get(Type.CONTENT_LIGHT_LEVEL, b"")),
        mastering_peak=_mastering_peak(blocks.get(Type.MASTERING_DISPLAY_METADATA, b"")),
        dolby_vision=not blocks.keys().isdisjoint((Type.DOVI_METADATA, Type.DOVI_RPU_BUFFER)),
    )


def _max_cll(block: bytes) -> float | None:
    """From FFmpeg's AVContentLightMetadata: two unsigned int, of which MaxCLL is the first."""
    if len(block) < 8:
        return None
    return _believed(struct.unpack_from("=2I", block)[0])


def _mastering_peak(block: bytes) -> float | None:
    """From FFmpeg's AVMasteringDisplayMetadata: ten fractions (six for primaries, two for white,
    the least and the greatest luminance) as two int each, then whether primaries and luminance
    are set."""
    if len(block) < 88:
        return None
    *_, numerator, denominator, _has_primaries, has_luminance = struct.unpack_from("=22i", block)
    return _believed(numerator / denominator) if has_luminance and denominator else None


def _believed(nits: float) -> float | None:
    return float(nits) if LOWEST_PEAK <= nits <= HIGHEST_PEAK else None
