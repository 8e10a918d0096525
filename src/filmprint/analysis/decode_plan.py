"""Sample times, and which packets to decode for them: pure arithmetic, no film needed.

Times inside a film are integers, ticks of the stream's time base, so that "the last frame at
or before t" never hangs on a rounded float.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from filmprint.color.arrays import BoolArray, IntArray
from filmprint.video.decode_range import DecodeRange
from filmprint.video.packet_index import PacketIndex

CLUSTERING_COST = 100_000
"""Bytes that take as long to decode as a frame takes to be clustered."""

FEW_RANGES, MOST_FRAMES_IN_RANGE = 16, 40
"""With fewer ranges than the one, a range has at most as many wanted frames as the other."""


EVEN = 0.95
"""Part of a film's frames that must come at the usual distance for a longer one to be a hole."""

GAP_FRAMES, GAP_SECONDS = 10, Fraction(1, 2)
"""A hole is longer than both."""


def sample_times(start: Fraction, end: Fraction, count: int) -> list[Fraction]:
    """The middles of `count` equal parts of start..end."""
    return [start + (end - start) * (2 * i + 1) / (2 * count) for i in range(count)]


def displayed_frames(index: PacketIndex, times: list[Fraction]) -> IntArray:
    """For each time in seconds, the place (in decode order) of the packet displayed then.

    That is the shown packet with the largest pts at or before the time, or the first one.
    """
    places = np.flatnonzero(index.shown)
    places = places[np.argsort(index.pts[places], kind="stable")]
    ticks = np.array([time // index.time_base for time in times], dtype=np.int64)
    rank = np.searchsorted(index.pts[places], ticks, side="right") - 1
    return np.asarray(places[rank.clip(0)])


def in_timestamp_gaps(index: PacketIndex, times: list[Fraction], displayed: IntArray) -> BoolArray:
    """Whether each time lies where packets are missing, behind the display of its packet.

    That is told from a frame that stands still by the film around it: one whose frames all come at
    an even rate, but for a stretch, has lost something there.
    """
    pts = np.sort(index.pts[index.shown])
    usual = index.usual_duration
    even = abs(np.diff(pts) - usual) <= max(1, usual / 10)
    if even.sum() < max(EVEN * len(even), 1):
        return np.zeros(len(times), np.bool_)
    hole = max(float(GAP_FRAMES * usual), float(GAP_SECONDS / index.time_base))
    ticks = np.array([time // index.time_base for time in times], dtype=np.int64)
    since = ticks - index.pts[displayed]
    following = pts[np.searchsorted(pts, ticks, side="right").clip(max=len(pts) - 1)]
    length = following - index.pts[displayed]
    shown_for = np.maximum(index.duration[displayed], usual)
    return np.asarray((length > hole) & (since >= shown_for))


def plan_decode_ranges(index: PacketIndex, packets: dict[int, int]) -> list[DecodeRange]:
    """The decode_ranges that decode the packet of each sample (sample: packet), and nothing more.

    A short film that is sampled densely is the exception: there clustering takes longer than
    decoding, so a decode_range is decoded several times over and each worker clusters a part of it.

    A packet's frame needs decoding from the last key packet that is neither decoded nor
    displayed after it: leading pictures of an open group start one group earlier.
    """
    wanted: dict[int, list[int]] = {}
    for sample, packet in packets.items():
        wanted.setdefault(packet, []).append(sample)
    if index.addressed_by_number and wanted:
        return [_whole_film_range(index, wanted)]
    keys = np.flatnonzero(index.key)
    decode_ranges: list[list[int]] = []  # first packet, then the wanted packets in decode order
    for packet in sorted(wanted):
        before = keys[: np.searchsorted(keys, packet, side="right")]
        usable = before[index.pts[before] <= index.pts[packet]]
        first = int(usable[-1]) if len(usable) else 0
        if decode_ranges and first <= decode_ranges[-1][-1]:
            decode_ranges[-1].append(packet)
        else:
            decode_ranges.append([first, packet])
    if len(decode_ranges) < FEW_RANGES:
        decode_ranges = [
            [decode_range[0], *part]
            for decode_range in decode_ranges
            for part in _parts(decode_range[1:])
        ]
    return [
        _decode_range(index, keys, decode_range[0], decode_range[1:], wanted)
        for decode_range in decode_ranges
    ]


def _parts(packets: list[int]) -> list[list[int]]:
    """The wanted packets in even parts of at most `MOST_FRAMES_IN_RANGE`."""
    count = -(-len(packets) // MOST_FRAMES_IN_RANGE)
    bounds = [len(packets) * n // count for n in range(count + 1)]
    return [packets[a:b] for a, b in pairwise(bounds)]


def _decode_range(
    index: PacketIndex,
    keys: IntArray,
    first: int,
    packets: list[int],
    wanted: dict[int, list[int]],
) -> DecodeRange:
    two_back = int(np.searchsorted(keys, first)) - 2
    earlier = int(keys[two_back]) if two_back > 0 else 0
    needed = index.references.needed_frames(first, packets) if index.references else None
    size = needed.size if needed else int(index.size[first : packets[-1] + 1].sum())
    return DecodeRange(
        first=first,
        count=packets[-1]
        - first
        + (2 if index.decode_every_packet else 1),  # a frame's second field follows
        key_pts=int(index.pts[first]),
        key_dts=int(index.dts[first]),
        wanted=tuple(int(index.pts[packet]) for packet in packets),
        samples=tuple(tuple(wanted[packet]) for packet in packets),
        earlier=(earlier, int(index.pts[earlier]), int(index.dts[earlier])),
        cost=size + CLUSTERING_COST * len(packets),
        skip="DEFAULT" if index.decode_every_packet else "NONREF",
        needed=needed.of_packet if needed else None,
    )


def _whole_film_range(index: PacketIndex, wanted: dict[int, list[int]]) -> DecodeRange:
    """The whole film in one go: its n-th displayed frame is the n-th that is decoded."""
    order = np.flatnonzero(index.shown)
    rank = {int(place): n for n, place in enumerate(order[np.argsort(index.pts[order])])}
    numbers = sorted((rank[packet], samples) for packet, samples in wanted.items())
    return DecodeRange(
        first=0,
        count=len(index.pts),
        key_pts=int(index.pts[0]),
        key_dts=int(index.dts[0]),
        wanted=tuple(number for number, _ in numbers),
        samples=tuple(tuple(samples) for _, samples in numbers),
        earlier=(0, int(index.pts[0]), int(index.dts[0])),
        cost=int(index.size.sum()),
        addressed_by_number=True,
    )


def split_by_cost(decode_ranges: list[DecodeRange], tasks: int) -> list[list[DecodeRange]]:
    """Neighboring ranges together, in about `tasks` lists of like cost, the most costly first."""
    share = sum(decode_range.cost for decode_range in decode_ranges) / max(tasks, 1)
    parts: list[list[DecodeRange]] = []
    filled = 0
    for decode_range in decode_ranges:
        if not parts or filled >= share:
            parts.append([])
            filled = 0
        parts[-1].append(decode_range)
        filled += decode_range.cost
    return sorted(parts, key=lambda part: -sum(decode_range.cost for decode_range in part))
