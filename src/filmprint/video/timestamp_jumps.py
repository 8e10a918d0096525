"""Recordings made of several parts: their timestamps jump where the next part begins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Times = Sequence[int | None]
"""Timestamps in ticks, in decode order; None where missing."""

JUMP_AHEAD_SECONDS, JUMP_BACK_SECONDS = Fraction(10), Fraction(1, 2)
"""A larger step between the timestamps of neighboring frames is a jump."""

JUMPING_FORMATS = ("mpegts", "mpeg")
"""FFmpeg's names of the formats whose timestamps may jump."""

STRAY_PACKETS = 3
"""This many wrong timestamps in a row do not yet make another part."""


def is_jump(step_seconds: Fraction) -> bool:
    """Whether a step from one timestamp to the next is a jump."""
    return not -JUMP_BACK_SECONDS <= step_seconds <= JUMP_AHEAD_SECONDS


def find_jumps(
    dts: Times, positions: Times, bytes_per_tick: float, time_base: Fraction
) -> set[int]:
    """The numbers of the packets at which another part of a recording begins.

    dts, positions
        Decode timestamps, and positions in the file in bytes.

    A single wrong timestamp is not a jump. Neither is a gap left by an unreadable stretch of the
    file, which takes about as many bytes as its time needs.
    """

    def jumps(before: int, after: int) -> bool:
        return is_jump(((dts[after] or 0) - (dts[before] or 0)) * time_base)

    timed = [number for number, time in enumerate(dts) if time is not None]
    starts = set()
    last, last_position = timed[0] if timed else 0, 0
    for rank, number in enumerate(timed):
        if jumps(last, number):
            following = timed[rank + 1 : rank + 1 + STRAY_PACKETS]
            if any(not jumps(last, later) for later in following):
                continue
            ticks, position = (dts[number] or 0) - (dts[last] or 0), positions[number]
            unreadable = (
                position is not None and position - last_position > ticks * bytes_per_tick / 3 > 0
            )
            if not unreadable:
                starts.add(number)
        last, last_position = number, positions[number] or last_position
    return starts


def without_jumps(pts: Times, dts: Times, jumps: set[int], frame_ticks: int) -> list[int | None]:
    """The presentation timestamps with the parts moved so that they follow one another."""
    shift, last_dts = 0, None
    joined: list[int | None] = []
    for number, (presented, decoded) in enumerate(zip(pts, dts, strict=True)):
        if decoded is not None:
            if last_dts is not None and number in jumps:
                shift += last_dts + frame_ticks - decoded
            last_dts = decoded
        joined.append(None if presented is None else presented + shift)
    return joined
