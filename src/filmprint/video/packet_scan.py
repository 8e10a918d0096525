"""Read the times of all packets of a stream, and decide how far they can be trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import av.error
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from filmprint.video.frame_references import ReferenceTracker
from filmprint.video.opening import ANIMATIONS, DEFAULT_FRAME_RATE, packets, read_only
from filmprint.video.packet_index import PacketIndex
from filmprint.video.timestamp_jumps import JUMPING_FORMATS, Times, find_jumps, without_jumps

HVCC_SIZE = 23
"""Bytes of an hvcC box up to its first parameter set."""

_UNKNOWN_OR_PROGRESSIVE = (0, 1)  # FFmpeg's AVFieldOrder


@dataclass(frozen=True)
class PacketScan:
    """The packets of a stream, and warnings; `index` is None where the stream has no picture."""

    index: PacketIndex | None
    warnings: tuple[str, ...]


class _Row(NamedTuple):
    """What is kept of a packet; `position` is its first byte in the file."""

    pts: int | None
    dts: int | None
    duration: int
    size: int
    key: bool
    shown: bool
    position: int | None

    @classmethod
    def of(cls, packet: Packet[VideoStream]) -> _Row:
        return cls(
            packet.pts,
            packet.dts,
            packet.duration or 0,
            packet.size,
            packet.is_keyframe,
            not packet.is_discard,
            packet.pos,
        )


def scan_packets(container: InputContainer, stream: VideoStream) -> PacketScan:
    """Read all packets of the stream, without decoding them."""
    read_only(container, stream)
    rows: list[_Row] = []
    warnings: tuple[str, ...] = ()
    tracker = ReferenceTracker() if stream.codec_context.name == "libdav1d" else None
    try:
        for packet in packets(container, stream):
            if packet.size:
                rows.append(_Row.of(packet))
                if tracker is not None:
                    tracker.add(memoryview(packet))
    except (av.error.FFmpegError, IndexError):  # IndexError: damage made up a stream
        warnings = ("damaged: reading stopped before the end of the file.",)
    if not rows or stream.time_base is None:
        return PacketScan(None, warnings)
    pts: Times
    pts, dts, durations, sizes, keys, shows, positions = zip(*rows, strict=True)
    key, shown = np.array(keys), np.array(shows)
    if key.any():
        shown[: int(key.argmax())] = False  # nothing can be decoded before the first key packet
    else:
        key[0] = True

    frame_ticks = 1 / ((stream.guessed_rate or DEFAULT_FRAME_RATE) * stream.time_base)
    timed = np.array([time is not None for time in pts])
    decode_every_packet = (
        container.format.name in ANIMATIONS
        or _has_fields(stream)
        or bool(timed.any() and not timed.all())
        or _has_temporal_layers(stream)
    )
    if decode_every_packet:
        shown &= timed
        key &= timed
    jumps = set()
    if container.format.name in JUMPING_FORMATS:
        bytes_per_tick = np.mean(sizes) / float(frame_ticks)
        jumps = find_jumps(dts, positions, bytes_per_tick, stream.time_base)
    if jumps:
        pts = without_jumps(pts, dts, jumps, round(frame_ticks))
        warnings += ("its time stamps jump; its parts are shown one after another.",)
    visible = [time for time, is_shown in zip(pts, shown, strict=True) if is_shown]
    by_number = (
        bool(jumps)
        or _lacks_presentation_times(container, stream)
        or len({None, *visible}) <= len(visible)
    )
    if by_number and not jumps:
        pts = _times_in_display_order(pts, dts, frame_ticks)
    if not shown.any():
        return PacketScan(None, warnings)
    known_pts = np.array([time if time is not None else 0 for time in pts], dtype=np.int64)
    known_dts = [a if a is not None else b for a, b in zip(dts, known_pts, strict=True)]
    index = PacketIndex(
        time_base=stream.time_base,
        pts=known_pts,
        dts=np.array(known_dts),
        # Matroska cuts frame durations to milliseconds; the film would end up to one too early.
        duration=np.array(
            [round(frame_ticks) if abs(d - frame_ticks) < 1 else d for d in durations]
        ),
        size=np.array(sizes),
        key=key,
        shown=shown,
        addressed_by_number=by_number,
        decode_every_packet=decode_every_packet and not by_number,
        generalized_b=stream.codec_context.name in ("hevc", "vvc"),
        references=tracker.references if tracker is not None else None,
    )
    return PacketScan(index, warnings)


def _has_fields(stream: VideoStream) -> bool:
    """Whether a packet may be one field of a frame, as in interlaced H.264."""
    context = stream.codec_context
    return context.name == "h264" and context.field_order not in _UNKNOWN_OR_PROGRESSIVE


def _has_temporal_layers(stream: VideoStream) -> bool:
    """Whether HEVC frames come in temporal layers.

    A frame that is "not for reference" may be so in its own layer only, and be needed by the layer
    above (ITU-T H.265, 7.4.2.2). The number of layers is in the hvcC box (ISO/IEC 14496-15,
    8.3.3), or in the video parameter set for streams of NAL units (H.265, 7.3.2.1).
    """
    data = stream.codec_context.extradata or b""
    if stream.codec_context.name != "hevc" or len(data) < HVCC_SIZE:
        return False
    if data[0] == 1:
        return (data[21] >> 3) & 7 > 1
    parameter_set = re.search(rb"\x00\x00\x01\x40\x01.(.)", data, re.DOTALL)
    return parameter_set is not None and (parameter_set[1][0] >> 1) & 7 > 0


def _lacks_presentation_times(container: InputContainer, stream: VideoStream) -> bool:
    """Whether the format has no presentation times, or decoding must start with the first packet.

    AVI has none; FFmpeg guesses them right except for these codecs with B-frames. Palettes come
    with the first packet only.
    """
    context = stream.codec_context
    reordered = context.name in ("h264", "hevc")
    reordered |= context.name == "mpeg4" and context.has_b_frames
    return (container.format.name == "avi" and reordered) or context.pix_fmt == "pal8"


def _times_in_display_order(pts: Times, dts: Times, frame_ticks: Fraction) -> tuple[int, ...]:
    """Display times for frames that are addressed by number.

    The n-th smallest decode time for the n-th frame, or even steps where those are missing too.
    """
    for times in (dts, pts):
        known = sorted({time for time in times if time is not None})
        if len(known) == len(times):
            return tuple(known)
    return tuple(int(number * frame_ticks) for number in range(len(pts)))
