"""The times of a film's packets, and what they are worth."""

from __future__ import annotations

import re
from fractions import Fraction

import av.error
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from filmprint.video.frame_references import ReferenceTracker
from filmprint.video.opening import packets, read_only
from filmprint.video.packet_index import PacketIndex

Times = tuple[int | None, ...]

JUMP_AHEAD_SECONDS, JUMP_BACK_SECONDS = 10, 0.5
"""A recording whose decode times jump further than that was put together from parts."""

STRAY_PACKETS = 3
"""So many packets in a row may have a wrong time before it is taken for another part's."""

HVCC_SIZE = 23

_UNKNOWN_OR_PROGRESSIVE = (0, 1)  # FFmpeg's AVFieldOrder


def index_packets(
    container: InputContainer, stream: VideoStream
) -> tuple[PacketIndex | None, tuple[str, ...]]:
    """Read all packets of the stream: their index, None without a picture, and warnings."""
    read_only(container, stream)
    rows: list[tuple[int | None, int | None, int, int, bool, bool, int | None]] = []
    warnings: tuple[str, ...] = ()
    tracker = ReferenceTracker() if stream.codec_context.name == "libdav1d" else None
    try:
        for packet in packets(container, stream):
            if not packet.size:
                continue
            rows.append(
                (
                    packet.pts,
                    packet.dts,
                    packet.duration or 0,
                    packet.size,
                    packet.is_keyframe,
                    not packet.is_discard,
                    packet.pos,
                )
            )
            if tracker is not None:
                tracker.add(memoryview(packet))
    except (av.error.FFmpegError, IndexError):  # IndexError: a stream that damage made up
        warnings = ("damaged: reading stopped before the end of the file.",)
    if not rows or stream.time_base is None:
        return None, warnings
    pts, dts, durations, sizes, keys, shows, places = zip(*rows, strict=True)
    key, shown = np.array(keys), np.array(shows)
    if key.any():
        shown[: int(key.argmax())] = False  # nothing can be decoded before the first key
    else:
        key[0] = True

    frame_ticks = 1 / ((stream.guessed_rate or Fraction(25)) * stream.time_base)
    timed = np.array([time is not None for time in pts])
    decode_every_packet = (
        _has_fields(stream) or bool(timed.any() and not timed.all()) or _has_layers(stream)
    )
    if decode_every_packet:
        shown &= timed
        key &= timed
    jumps = set()
    if container.format.name in ("mpegts", "mpeg"):
        bytes_a_tick = np.mean(sizes) / float(frame_ticks)
        jumps = _jumps(dts, places, bytes_a_tick, stream.time_base)
    if jumps:
        pts = _joined(pts, dts, jumps, round(frame_ticks))
        warnings += ("its time stamps jump; its parts are shown one after another.",)
    visible = [time for time, there in zip(pts, shown, strict=True) if there]
    counted = bool(jumps) or _untimed(container, stream) or len({None, *visible}) <= len(visible)
    if counted and not jumps:
        pts = _counted_times(pts, dts, frame_ticks)
    if not shown.any():
        return None, warnings
    known = np.array([time if time is not None else 0 for time in pts], dtype=np.int64)
    return PacketIndex(
        time_base=stream.time_base,
        pts=known,
        dts=np.array([a if a is not None else b for a, b in zip(dts, known, strict=True)]),
        # Matroska cuts a frame's duration to milliseconds; the film would end up to one too early.
        duration=np.array(
            [round(frame_ticks) if abs(d - frame_ticks) < 1 else d for d in durations]
        ),
        size=np.array(sizes),
        key=key,
        shown=shown,
        addressed_by_number=counted,
        decode_every_packet=decode_every_packet and not counted,
        references=tracker.references if tracker is not None else None,
    ), warnings


def _has_fields(stream: VideoStream) -> bool:
    """Whether a packet may be one field of a frame, as in interlaced H.264."""
    context = stream.codec_context
    return context.name == "h264" and context.field_order not in _UNKNOWN_OR_PROGRESSIVE


def _has_layers(stream: VideoStream) -> bool:
    """Whether HEVC frames come in temporal layers.

    Then a frame that is "not for reference" may be so in its own layer only and be needed by the
    one above (ITU-T H.265, 7.4.2.2). The number stands in the hvcC box (ISO/IEC 14496-15, 8.3.3)
    or, in streams of NAL units, in the video parameter set (H.265, 7.3.2.1).
    """
    data = stream.codec_context.extradata or b""
    if stream.codec_context.name != "hevc" or len(data) < HVCC_SIZE:
        return False
    if data[0] == 1:
        return (data[21] >> 3) & 7 > 1
    found = re.search(rb"\x00\x00\x01\x40\x01.(.)", data, re.DOTALL)
    return found is not None and (found[1][0] >> 1) & 7 > 0


def _untimed(container: InputContainer, stream: VideoStream) -> bool:
    """Whether the format has no presentation times, or decoding must begin with the film.

    AVI has none; FFmpeg's guess is right but for these codecs when they have B-frames. A palette
    comes with the first packet alone.
    """
    context = stream.codec_context
    reordered = context.name in ("h264", "hevc")
    reordered |= context.name == "mpeg4" and context.has_b_frames
    return (container.format.name == "avi" and reordered) or context.pix_fmt == "pal8"


def _jumps(dts: Times, places: Times, bytes_a_tick: float, time_base: Fraction) -> set[int]:
    """The packets at which another part of a recording begins.

    Not so where a packet's time alone is off, nor where time passes because a stretch of the file
    cannot be read: then there are about as many bytes as the time needs.
    """
    known = [number for number, time in enumerate(dts) if time is not None]
    jumps = set()
    last, last_place = known[0] if known else 0, 0
    for rank, number in enumerate(known):
        if _is_jump(dts[last], dts[number], time_base):
            after = known[rank + 1 : rank + 1 + STRAY_PACKETS]
            if any(not _is_jump(dts[last], dts[later], time_base) for later in after):
                continue
            ticks, place = (dts[number] or 0) - (dts[last] or 0), places[number]
            lost = place is not None and place - last_place > ticks * bytes_a_tick / 3 > 0
            if not lost:
                jumps.add(number)
        last, last_place = number, places[number] or last_place
    return jumps


def _is_jump(before: int | None, after: int | None, time_base: Fraction) -> bool:
    seconds = ((after or 0) - (before or 0)) * time_base
    return not -JUMP_BACK_SECONDS <= seconds <= JUMP_AHEAD_SECONDS


def _joined(pts: Times, dts: Times, jumps: set[int], frame_ticks: int) -> Times:
    """The presentation times with the parts of a recording moved to follow one another."""
    shift, before = 0, None
    joined: list[int | None] = []
    for number, (shown_at, decoded_at) in enumerate(zip(pts, dts, strict=True)):
        if decoded_at is not None:
            if before is not None and number in jumps:
                shift += before + frame_ticks - decoded_at
            before = decoded_at
        joined.append(None if shown_at is None else shown_at + shift)
    return tuple(joined)


def _counted_times(pts: Times, dts: Times, frame_ticks: Fraction) -> Times:
    """Display times for counting: the n-th smallest decode time for the n-th frame, or even
    steps where those are missing too."""
    for times in (dts, pts):
        known = sorted({time for time in times if time is not None})
        if len(known) == len(times):
            return tuple(known)
    return tuple(int(number * frame_ticks) for number in range(len(pts)))
