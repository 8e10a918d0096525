"""Hand out the frames of a film that are wanted, decoding as little as that takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import av.error
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from av.video.stream import VideoStream

from ..color import ByteArray, bt709_from_bt2020
from ..errors import FilmError
from ..model import ColorTags
from ..options import Limits
from ..sampling import Unit
from .hardware import accelerator
from .opening import open_film, packets, read_only

READ_ON = 250
"""Packets that are read and dropped rather than sought over."""

_SWSCALE_MATRIX = {"bt709": 1, "fcc": 4, "bt470bg": 5, "smpte170m": 5, "smpte240m": 7,
                   "bt2020nc": 9}  # fmt: skip

# AREA is right for shrinking and the fastest of the exact ones (1.7 ms for 1080p to 640x360,
# bicubic 3.6); without the other flags swscale is up to 2 levels off.
_SCALING = (
    Interpolation.AREA
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)


@dataclass(frozen=True)
class Source:
    """Where a film's frames are and how to read them: all that a worker needs to know.

    `size` is the working size, width and height in pixels. `device` is the kind of hardware that
    decodes; None: the processor. A frame of more than `max_pixels` is not decoded.
    """

    path: Path
    stream_index: int
    color: ColorTags
    size: tuple[int, int]
    device: str | None = None
    max_pixels: int = Limits.max_pixels


def working_size(display_size: tuple[float, float], box: tuple[int, int]) -> tuple[int, int]:
    """The display size scaled down to fit into the box, never up; whole pixels, at least 1."""
    width, height = display_size
    scale = min(1.0, box[0] / width, box[1] / height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


class FilmReader:
    """An open film that hands out the frames of one `Unit` after another."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._reformatter = VideoReformatter()
        self._open()

    def _open(self) -> None:
        device = self._source.device
        self._container = open_film(self._source.path, accelerator(device) if device else None)
        stream = self._container.streams[self._source.stream_index]
        if not isinstance(stream, VideoStream) or stream.time_base is None:
            raise FilmError(f"{self._source.path}: the film has changed while it was read.")
        self._stream, self._stream_time_base = stream, stream.time_base
        read_only(self._container, stream)
        self._decoder = stream.codec_context
        self._decoder.thread_count = 1
        self._decoder.options = {"max_pixels": str(self._source.max_pixels)}
        self._packets: Iterator[Packet[VideoStream]] = packets(self._container, stream)
        self._damaged = False  # a decoder fills holes from what it saw last, so it is not kept
        self._place: int | None = 0  # the next packet's place in decode order, where known

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def frames(self, unit: Unit) -> Iterator[tuple[tuple[int, ...], VideoFrame]]:
        """The unit's wanted frames as they are displayed, each with its samples.

        A frame that cannot be decoded is replaced by the last one before it that can, as a
        player would show it, if a decode from a little earlier finds one.
        """
        samples = dict(zip(unit.wanted, unit.samples, strict=True))
        if unit.skip != "NONREF":
            yield from self._frames_at_or_before(unit, samples)
            return
        for pts, frame in self._decode(unit):
            if pts in samples:
                yield samples.pop(pts), frame
        if samples:
            first, pts, dts = unit.earlier
            count = unit.first + unit.count - first
            further = replace(
                unit, first=first, count=count, key_pts=pts, key_dts=dts, skip="DEFAULT"
            )
            yield from self._frames_at_or_before(further, samples)

    def to_srgb(self, frame: VideoFrame) -> ByteArray:
        """The frame at working size: (height, width, 3) uint8 sRGB."""
        color, (width, height) = self._source.color, self._source.size
        matrix = _SWSCALE_MATRIX.get(color.matrix)
        small = self._reformatter.reformat(
            frame,
            width,
            height,
            "rgb24",
            src_colorspace=matrix,
            dst_colorspace=matrix,
            src_color_range=ColorRange.JPEG if color.range == "full" else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=_SCALING,
            threads=1,
        )
        rgb = small.to_ndarray().astype(np.uint8, copy=False)
        if color.primaries == "bt2020" and color.transfer not in ("pq", "hlg"):
            return bt709_from_bt2020(rgb)
        return rgb

    def _decode(self, unit: Unit) -> Iterator[tuple[int, VideoFrame]]:
        """The unit's frames in display order, each with its pts (its number where counted).

        `unit.skip` becomes FFmpeg's skip_frame, set anew for each packet.
        """
        wanted = frozenset(unit.wanted)
        number = 0
        self._go_to(unit)
        self._place = None
        for fed in range(unit.count + 1):
            packet = self._next_packet() if fed < unit.count else None
            needed = packet is None or unit.counted
            exact = unit.skip == "NONREF" and packet is not None and packet.pts in wanted
            self._decoder.skip_frame = "DEFAULT" if needed or exact else unit.skip
            for frame in self._feed(packet):
                yield (number if unit.counted or frame.pts is None else frame.pts), frame
                number += 1
            if packet is None:
                if fed == unit.count:
                    self._place = unit.first + unit.count
                break
        self._decoder.flush_buffers()

    def _frames_at_or_before(
        self, unit: Unit, samples: dict[int, tuple[int, ...]]
    ) -> Iterator[tuple[tuple[int, ...], VideoFrame]]:
        """For wanted frames, the last ones at or before them that the decoder gives.

        Where the unit begins with the film, the first frame serves the times before it.
        """
        missing = sorted(samples)
        before: VideoFrame | None = None
        for time, frame in self._decode(unit):
            while missing and time > missing[0] and (before or unit.first == 0):
                yield samples[missing.pop(0)], before or frame
            before = frame
        if before is not None:
            for time in missing:
                yield samples[time], before

    def _feed(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        """What the decoder gives for a packet, None to get the rest; for a damaged one nothing."""
        try:
            frames = self._decoder.decode(packet)
        except av.error.FFmpegError:
            self._damaged = True
            return []
        self._damaged |= any(frame.is_corrupt for frame in frames)
        return frames

    def _next_packet(self) -> Packet[VideoStream] | None:
        """The stream's next packet, or None at the end of what can be read."""
        try:
            packet = next(self._packets, None)
        except (av.error.FFmpegError, IndexError):
            return None
        return packet if packet is not None and packet.size else None

    def _go_to(self, unit: Unit) -> None:
        """Make the unit's first packet the next one.

        A seek compares presentation times in some formats and decode times in others, and
        lands nowhere near a key packet in a third kind, so each landing is checked.
        """
        if self._damaged:
            self._container.close()
            self._open()
        ahead = unit.first - self._place if self._place is not None else -1
        if not 0 <= ahead <= READ_ON:
            second = int(1 / self._stream_time_base)
            for target in (unit.key_pts, unit.key_dts, unit.key_dts - second,
                           unit.key_dts - 10 * second):  # fmt: skip
                if unit.first > 0 and not unit.counted and self._seek(target, unit.key_pts):
                    return
            self._container.close()
            self._open()
            ahead = unit.first
        for _ in range(ahead):
            self._next_packet()

    def _seek(self, target: int, key_pts: int) -> bool:
        """Seek, and read on to the key packet with that pts; False where it is behind us."""
        try:
            self._container.seek(target, stream=self._stream)
        except av.error.FFmpegError:
            return False
        self._packets = packets(self._container, self._stream)
        while (packet := self._next_packet()) is not None:
            if packet.is_keyframe and packet.pts is not None and packet.pts >= key_pts:
                self._packets = chain([packet], self._packets)
                return packet.pts == key_pts
        return False
