"""Decode the wanted frames of a film, and as little else as possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import cast

import av
import av.error
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from filmprint.errors import FilmError
from filmprint.video.damage import DamageTracker
from filmprint.video.decode_range import DecodeRange
from filmprint.video.frame_pictures import FramePictures
from filmprint.video.frame_references import keep_frames
from filmprint.video.hardware import accelerator
from filmprint.video.opening import DEFAULT_FRAME_RATE, open_film, packets, read_only
from filmprint.video.sampled_frame import MAX_STAND_IN_SECONDS, SampledFrame
from filmprint.video.source import Source

MAX_STAND_IN_FRAMES = 12
"""`MAX_STAND_IN_SECONDS` where frames are addressed by number."""

MAX_READ_AHEAD = 250
"""Up to this many packets are read and dropped; further ahead, a seek is tried."""

MAX_REMOTE_READ_AHEAD = 2
"""The same for a film that is fetched: what is dropped would travel too."""


@dataclass(frozen=True)
class _DecodedFrame:
    """A frame in display order; `frame` is None where it is or may be damaged.

    `time` is its pts, or its number in display order where frames are addressed by number.
    """

    time: int
    frame: VideoFrame | None


class FilmReader(FramePictures):
    """An open film, of which one `DecodeRange` after another is decoded."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._open()

    def _open(self) -> None:
        device = self._source.device
        self._container = open_film(self._source.path, accelerator(device) if device else None)
        stream = self._container.streams[self._source.stream_index]
        if not isinstance(stream, VideoStream) or stream.time_base is None:
            raise FilmError(f"{self._source.path}: the film has changed while it was read.")
        self._stream, self._time_base = stream, stream.time_base
        read_only(self._container, stream)
        self._decoder = stream.codec_context
        self._decoder.thread_count = 1
        self._decoder.options = {"max_pixels": str(self._source.max_pixels)}
        if self._source.skip_loop_filter:
            self._decoder.options |= {"skip_loop_filter": "all"}
        self._packets: Iterator[Packet[VideoStream]] = packets(self._container, stream)
        # A decoder conceals damage with what it decoded last, so a damaged one is not kept.
        self._damaged = False
        self._next_number: int | None = 0  # of the next packet in decode order, where known
        self._has_dav1d = self._decoder.name == "libdav1d" and self._source.device is None

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def frames(self, decode_range: DecodeRange) -> Iterator[SampledFrame]:
        """Decode a range and return its wanted frames, in display order.

        For a wanted frame that cannot be decoded, the last earlier frame stands in, as in a
        player, if decoding from an earlier key packet gives one.
        """
        samples = dict(zip(decode_range.wanted, decode_range.samples, strict=True))
        if decode_range.skip != "NONREF":
            yield from self._frames_at_or_before(decode_range, samples)
            return
        for decoded in self._decode(decode_range):
            if decoded.time in samples and decoded.frame is not None:
                yield SampledFrame(samples.pop(decoded.time), decoded.frame)
        if samples:
            earlier = decode_range.earlier_key
            longer = replace(
                decode_range,
                key=earlier,
                count=decode_range.first + decode_range.count - earlier.number,
                skip="DEFAULT",
                needed=None,
            )
            yield from self._frames_at_or_before(longer, samples)

    def _decode(self, decode_range: DecodeRange) -> Iterator[_DecodedFrame]:
        """All frames that decoding the range gives, in display order."""
        wanted = frozenset(decode_range.wanted)
        by_number = decode_range.addressed_by_number
        frame_number, delay = 0, None
        self._go_to(decode_range)
        self._next_number = None
        starts_anew = by_number or decode_range.first == 0
        tracker = DamageTracker(None if starts_anew else decode_range.key.pts)
        for sent in range(decode_range.count + 1):
            packet = self._next_packet() if sent < decode_range.count else None
            if packet is not None and decode_range.needed is not None and self._has_dav1d:
                if sent not in decode_range.needed:
                    continue
                packet = _with_frames(packet, decode_range.needed[sent])
            # dav1d keeps the skip_frame it is opened with, so it must not be opened to skip.
            decode_all = packet is None or by_number or not self._decoder.is_open
            is_wanted = (
                decode_range.skip == "NONREF" and packet is not None and packet.pts in wanted
            )
            self._decoder.skip_frame = "DEFAULT" if decode_all or is_wanted else decode_range.skip
            if packet is not None and packet.is_discard and sent == 0 and packet.pts in wanted:
                packet = _as_shown(packet)
            packet_time = sent if by_number or packet is None else packet.pts or 0
            if packet is not None:
                tracker.packet_sent(packet_time, is_key=packet.is_keyframe)
            frames = self._send(packet)
            if frames is None:
                tracker.packet_failed(packet_time)
            for frame in frames or ():
                delay = sent if delay is None else delay
                if self._damaged and packet is not None:  # frames may be missing
                    frame_number = max(frame_number, sent - delay)
                time = frame_number if by_number or frame.pts is None else frame.pts
                yield _DecodedFrame(time, frame if tracker.is_clean(frame, time) else None)
                frame_number += 1
            if packet is None:
                if sent == decode_range.count:
                    self._next_number = decode_range.end
                break
        self._decoder.flush_buffers()

    def _frames_at_or_before(
        self, decode_range: DecodeRange, samples: dict[int, tuple[int, ...]]
    ) -> Iterator[SampledFrame]:
        """For each wanted time, the last decoded frame at or before it.

        `samples` maps wanted times to samples. At the film's beginning, the first frame stands in
        for times before it. Nothing stands in for a damaged frame, and in a damaged film no frame
        stands in for long.
        """
        missing = sorted(samples)
        last: _DecodedFrame | None = None
        max_distance = (
            MAX_STAND_IN_FRAMES
            if decode_range.addressed_by_number
            else MAX_STAND_IN_SECONDS / self._time_base
        )
        seconds = self._time_base
        if decode_range.addressed_by_number:
            seconds = 1 / (self._stream.guessed_rate or DEFAULT_FRAME_RATE)
        for decoded in chain(self._decode(decode_range), [None]):
            while missing and (decoded is None or decoded.time > missing[0]):
                if last is None and (decode_range.first > 0 or decoded is None):
                    break
                wanted = missing.pop(0)
                shown = last or decoded
                frame = shown.frame if shown is not None else None
                distance = wanted - last.time if last is not None else 0
                if frame is not None and (distance <= max_distance or not self._damaged):
                    yield SampledFrame(samples[wanted], frame, -float(distance * seconds))
            if decoded is not None:
                last = decoded

    def _send(self, packet: Packet[VideoStream] | None) -> list[VideoFrame] | None:
        """The frames that the decoder returns for a packet, None for a damaged packet.

        Without a packet, the frames that it still holds.
        """
        try:
            frames = self._decoder.decode(packet)
        except av.error.FFmpegError:
            self._damaged = True
            return None
        self._damaged |= any(frame.is_corrupt for frame in frames)
        return frames

    def _next_packet(self) -> Packet[VideoStream] | None:
        """The stream's next packet; None at the end of the readable part."""
        try:
            packet = next(self._packets, None)
        except (av.error.FFmpegError, IndexError):
            return None
        return packet if packet is not None and packet.size else None

    def _go_to(self, decode_range: DecodeRange) -> None:
        """Make the range's first packet the next one.

        A seek compares presentation timestamps in some formats, decode timestamps in others, and
        in a third kind lands nowhere near a key packet. So every seek is checked.
        """
        if self._damaged:
            self._container.close()
            self._open()
        key = decode_range.key
        ahead = key.number - self._next_number if self._next_number is not None else -1
        is_here = isinstance(self._source.path, Path)
        if 0 <= ahead <= (MAX_READ_AHEAD if is_here else MAX_REMOTE_READ_AHEAD):
            for _ in range(ahead):
                self._next_packet()
            packet = self._next_packet()
            if packet is not None:
                self._packets = chain([packet], self._packets)
            if key.number == 0 or (packet is not None and packet.pts == key.pts):
                return
            # Damage has made the packet numbers wrong.
        second = int(1 / self._time_base)
        for target in (key.pts, key.dts, key.dts - second, key.dts - 10 * second):
            if (
                key.number > 0
                and not decode_range.addressed_by_number
                and self._seek(target, key.pts)
            ):
                return
        self._container.close()
        self._open()
        for _ in range(key.number):
            self._next_packet()

    def _seek(self, target: int, key_pts: int) -> bool:
        """Seek to `target` and read on to the key packet with that pts; whether it was reached."""
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


def _as_shown(packet: Packet[VideoStream]) -> Packet[VideoStream]:
    """A copy of a packet that an edit list hides; decoders drop the frames of hidden ones."""
    return _copy(packet, bytes(packet))


def _with_frames(packet: Packet[VideoStream], frames: frozenset[int] | None) -> Packet[VideoStream]:
    """The packet with only those of its frames; None: all."""
    return packet if frames is None else _copy(packet, keep_frames(memoryview(packet), frames))


def _copy(packet: Packet[VideoStream], data: bytes) -> Packet[VideoStream]:
    """A packet with the same times, but with this data, and not hidden."""
    copy = cast("Packet[VideoStream]", Packet(data))
    copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
    copy.is_keyframe = packet.is_keyframe
    return copy
