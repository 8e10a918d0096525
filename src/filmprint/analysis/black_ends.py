"""Where a film's picture begins and ends in time: black before and after it is left out.

Only key frames are decoded, except where the picture begins or ends between two of them.
"""

from fractions import Fraction

from filmprint.analysis.key_frame_probe import KeyFrameProbe

BATCH = 8
"""Frames that are decoded together."""
LAST_PACKETS = 5
"""A film ends in black only if its last packets, this many, are small."""


def first_picture_time(
    probe: KeyFrameProbe, keys: list[int], start: Fraction, end: Fraction
) -> Fraction | None:
    """When the first frame that is not black is displayed; None if there is none.

    `keys` are the key packets between `start` and `end`, or what stands for them (see first_pass).
    Times are in seconds from the film's first frame.
    """
    for n, key in enumerate(keys):
        probe.decode(keys[n : n + BATCH])
        if not probe.is_black(key):
            return start if n == 0 else probe.time(key)
        next_keys = keys[n + 1 : n + 2]
        group_end = probe.time(next_keys[0]) if next_keys else end
        group = probe.packets_between(probe.time(key), group_end)
        if all(probe.is_black(packet) for packet in next_keys) and probe.are_small(group):
            continue
        for part in (group[:BATCH], group):
            probe.decode(part)
            for packet in part:
                if not probe.is_black(packet):
                    return probe.time(packet)
    return None


def last_picture_time(probe: KeyFrameProbe, keys: list[int], end: Fraction) -> Fraction:
    """When the display of the last frame that is not black ends; `end` if there is none.

    `keys` as above, before `end`.
    """
    group_end = end
    for n in reversed(range(len(keys))):
        probe.decode(keys[max(n - BATCH + 1, 0) : n + 1])
        group = probe.packets_between(probe.time(keys[n]), group_end)
        if group_end == end and not probe.are_small(group[-LAST_PACKETS:], or_tiny=True):
            return end
        if not (probe.is_black(keys[n]) and probe.are_small(group)):
            probe.decode(group)
            for packet, following in zip(group[::-1], [None, *group[:0:-1]], strict=True):
                if not probe.is_black(packet):
                    return group_end if following is None else probe.time(following)
        group_end = probe.time(keys[n])
    return end
