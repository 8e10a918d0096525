"""Hand out the frames of a film that are wanted, decoding as little as that takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import cast

import av.error
import numpy as np
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from filmprint.color.arrays import ByteArray
from filmprint.errors import FilmError
from filmprint.fingerprint.film import ColorTags, PictureArea, whole_lines
from filmprint.options import Limits
from filmprint.video.conversion import Converter
from filmprint.video.decode_range import DecodeRange
from filmprint.video.deinterlace import TopField
from filmprint.video.frame_references import keep_frames
from filmprint.video.hardware import accelerator
from filmprint.video.opening import open_film, packets, read_only

REACH_SECONDS, COUNTED_REACH = Fraction(1, 2), 12
"""For how long, or how many frames, the last frame before damage stands in for those after it."""

READ_ON = 250
"""Packets that are read and dropped rather than sought over."""


@dataclass(frozen=True)
class Source:
    """Where a film's frames are and how to read them: all that a worker needs to know.

    `modified_ns` tells a film from another that was at the same path before. `coded_size` is the
    size of its frames and `scaled_size` what they are scaled to, width and height in pixels; of
    that, `area` (in coded pixels) is cut out and turned by `rotation`, degrees counterclockwise.
    With `skip_loop_filter` the decoder does not smooth the edges of its blocks. `device` is the
    kind of hardware that decodes; None: the processor. A frame of more than `max_pixels` is not
    decoded.
    """

    path: Path
    modified_ns: int
    stream_index: int
    color: ColorTags
    coded_size: tuple[int, int]
    scaled_size: tuple[int, int]
    area: PictureArea
    rotation: int = 0
    skip_loop_filter: bool = False
    device: str | None = None
    max_pixels: int = Limits.max_pixels


def working_size(
    stored: tuple[int, int], sample_aspect_ratio: float, area: PictureArea, box: tuple[int, int]
) -> tuple[int, int]:
    """What a frame is scaled to so that its picture fits into the box; never up, at least 1 x 1."""
    scale = min(1.0, box[0] / (area.width * sample_aspect_ratio), box[1] / area.height)
    return max(round(stored[0] * sample_aspect_ratio * scale), 1), max(round(stored[1] * scale), 1)


class _Trust:
    """Which frames can be believed: after damage, none before the next key frame.

    A decoder fills holes from what it saw last, and what refers to that is wrong as well. Frames
    that are displayed before the key packet where decoding begins are damaged in any film.
    """

    def __init__(self, begins: int | None) -> None:
        self._begins = begins
        self._sound, self._was_sound = True, False
        self._decoded: set[int] = set()  # what a decoder may still hold back when damage comes

    def feed(self, time: int, key: bool) -> None:
        """A packet comes, whose frame is displayed at that time."""
        if key and not self._sound:
            self._begins = time
            self._sound, self._was_sound = True, False
        if self._sound:
            self._decoded.add(time)

    def lose(self, time: int) -> None:
        """That packet could not be decoded."""
        self._sound = False
        self._decoded.discard(time)

    def accepts(self, frame: VideoFrame, time: int) -> bool:
        """Whether the frame, the next one in display order, is sound."""
        if self._begins is not None and time < self._begins:
            return False
        if frame.is_corrupt:
            # A film may begin with frames that refer to what was before and recover from them.
            if self._was_sound or frame.pict_type == PictureType.I:
                self._sound = False
                self._decoded.clear()
            return False
        self._was_sound |= self._sound
        return self._sound or time in self._decoded


def _with_frames(packet: Packet[VideoStream], frames: frozenset[int] | None) -> Packet[VideoStream]:
    """The packet with only those of its frames; None: all."""
    if frames is None:
        return packet
    copy = cast("Packet[VideoStream]", Packet(keep_frames(memoryview(packet), frames)))
    copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
    copy.is_keyframe = packet.is_keyframe
    return copy


class FilmReader:
    """An open film that hands out the frames of one `DecodeRange` after another."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._converter = Converter(source.color)
        self._top_field = TopField()
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
        if self._source.skip_loop_filter:
            self._decoder.options |= {"skip_loop_filter": "all"}
        self._packets: Iterator[Packet[VideoStream]] = packets(self._container, stream)
        self._has_dav1d = self._decoder.name == "libdav1d" and self._source.device is None
        self._damaged = False  # a decoder fills holes from what it saw last, so it is not kept
        self._place: int | None = 0  # the next packet's place in decode order, where known

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def frames(self, decode_range: DecodeRange) -> Iterator[tuple[tuple[int, ...], VideoFrame]]:
        """The decode_range's wanted frames as they are displayed, each with its samples.

        A frame that cannot be decoded is replaced by the last one before it that can, as a
        player would show it, if a decode from a little earlier finds one.
        """
        samples = dict(zip(decode_range.wanted, decode_range.samples, strict=True))
        if decode_range.skip != "NONREF":
            yield from self._frames_at_or_before(decode_range, samples)
            return
        for pts, frame in self._decode(decode_range):
            if pts in samples and frame is not None:
                yield samples.pop(pts), frame
        if samples:
            first, pts, dts = decode_range.earlier
            count = decode_range.first + decode_range.count - first
            further = replace(
                decode_range,
                first=first,
                count=count,
                key_pts=pts,
                key_dts=dts,
                skip="DEFAULT",
                needed=None,
            )
            yield from self._frames_at_or_before(further, samples)

    def picture(self, whole: ByteArray) -> ByteArray:
        """The picture in a frame from `whole`: without bars, and upright."""
        area, (width, height) = self._source.area, self._source.coded_size
        top, bottom = whole_lines(area.y, area.height, of=height, scaled=len(whole))
        left, right = whole_lines(area.x, area.width, of=width, scaled=whole.shape[1])
        return np.rot90(whole[top:bottom, left:right], self._source.rotation // 90)

    def brightness(self, frame: VideoFrame, widest: int) -> ByteArray:
        """The whole frame's luma as it is stored, (height, width) uint8, black 0 to white 255.

        Scaled down to `widest` pixels of width.
        """
        width, height = self._source.coded_size
        scale = min(1.0, widest / width)
        return self._converter.brightness(frame, (round(width * scale), round(height * scale) or 1))

    def whole(self, frame: VideoFrame) -> ByteArray:
        """The whole frame as it is stored, scaled: (height, width, 3) uint8 sRGB."""
        if frame.interlaced_frame:
            frame = self._top_field.of(frame)
        return self._converter.to_srgb(frame, self._source.scaled_size)

    def _decode(self, decode_range: DecodeRange) -> Iterator[tuple[int, VideoFrame | None]]:
        """The decode_range's frames in display order, each with its pts (its number where counted).

        None instead of a frame that is damaged or may be. `decode_range.skip` becomes FFmpeg's
        skip_frame, set anew for each packet.
        """
        wanted = frozenset(decode_range.wanted)
        number, delay = 0, None
        self._go_to(decode_range)
        self._place = None
        trust = _Trust(
            None
            if decode_range.addressed_by_number or decode_range.first == 0
            else decode_range.key_pts
        )
        for fed in range(decode_range.count + 1):
            packet = self._next_packet() if fed < decode_range.count else None
            if packet is not None and decode_range.needed is not None and self._has_dav1d:
                if fed not in decode_range.needed:
                    continue
                packet = _with_frames(packet, decode_range.needed[fed])
            # dav1d keeps to what is set when it opens, and would never decode a wanted frame.
            opens = not self._decoder.is_open
            needed = packet is None or decode_range.addressed_by_number or opens
            exact = decode_range.skip == "NONREF" and packet is not None and packet.pts in wanted
            self._decoder.skip_frame = "DEFAULT" if needed or exact else decode_range.skip
            place = fed if decode_range.addressed_by_number or packet is None else packet.pts or 0
            if packet is not None:
                trust.feed(place, packet.is_keyframe)
            frames = self._feed(packet)
            if frames is None:
                trust.lose(place)
            for frame in frames or ():
                delay = fed if delay is None else delay
                if self._damaged and packet is not None:  # frames are missing from the count
                    number = max(number, fed - delay)
                time = (
                    number if decode_range.addressed_by_number or frame.pts is None else frame.pts
                )
                yield time, frame if trust.accepts(frame, time) else None
                number += 1
            if packet is None:
                if fed == decode_range.count:
                    self._place = decode_range.first + decode_range.count
                break
        self._decoder.flush_buffers()

    def _frames_at_or_before(
        self, decode_range: DecodeRange, samples: dict[int, tuple[int, ...]]
    ) -> Iterator[tuple[tuple[int, ...], VideoFrame]]:
        """For wanted frames, the last ones at or before them that the decoder gives.

        Where the range begins with the film, the first frame serves the times before it. Nothing
        stands in for a damaged frame, nor for long.
        """
        missing = sorted(samples)
        before: tuple[int, VideoFrame | None] | None = None
        reach = (
            COUNTED_REACH
            if decode_range.addressed_by_number
            else REACH_SECONDS / self._stream_time_base
        )
        for time, frame in chain(self._decode(decode_range), [(None, None)]):
            while missing and (time is None or time > missing[0]):
                if before is None and (decode_range.first > 0 or time is None):
                    break
                wanted = missing.pop(0)
                since, found = before or (wanted, frame)
                if found is not None and (wanted - since <= reach or not self._damaged):
                    yield samples[wanted], found
            if time is not None:
                before = time, frame

    def _feed(self, packet: Packet[VideoStream] | None) -> list[VideoFrame] | None:
        """What the decoder gives for a packet (None: the rest); None for a damaged one."""
        try:
            frames = self._decoder.decode(packet)
        except av.error.FFmpegError:
            self._damaged = True
            return None
        self._damaged |= any(frame.is_corrupt for frame in frames)
        return frames

    def _next_packet(self) -> Packet[VideoStream] | None:
        """The stream's next packet, or None at the end of what can be read."""
        try:
            packet = next(self._packets, None)
        except (av.error.FFmpegError, IndexError):
            return None
        return packet if packet is not None and packet.size else None

    def _go_to(self, decode_range: DecodeRange) -> None:
        """Make the decode_range's first packet the next one.

        A seek compares presentation times in some formats and decode times in others, and
        lands nowhere near a key packet in a third kind, so each landing is checked.
        """
        if self._damaged:
            self._container.close()
            self._open()
        ahead = decode_range.first - self._place if self._place is not None else -1
        if 0 <= ahead <= READ_ON:
            for _ in range(ahead):
                self._next_packet()
            packet = self._next_packet()
            if packet is not None:
                self._packets = chain([packet], self._packets)
            if decode_range.first == 0 or (
                packet is not None and packet.pts == decode_range.key_pts
            ):
                return
            ahead = -1  # damage has made the count wrong
        if not 0 <= ahead <= READ_ON:
            second = int(1 / self._stream_time_base)
            dts = decode_range.key_dts
            for target in (decode_range.key_pts, dts, dts - second, dts - 10 * second):
                if (
                    decode_range.first > 0
                    and not decode_range.addressed_by_number
                    and self._seek(target, decode_range.key_pts)
                ):
                    return
            self._container.close()
            self._open()
            ahead = decode_range.first
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
