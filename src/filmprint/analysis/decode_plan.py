"""Sample times, and which packets to decode for them. Pure arithmetic; no film is needed.

Times in a film are integers, in ticks of the stream's time base, so that "the last frame at or
before t" never depends on a rounded float.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np

from filmprint.color.arrays import BoolArray, IntArray
from filmprint.options import Sampling
from filmprint.options.sampling import FilmPart
from filmprint.video.decode_range import DecodeRange, KeyPacket
from filmprint.video.packet_index import PacketIndex

CLUSTERING_COST = 100_000
"""Bytes that take as long to decode as one frame takes to cluster."""

PIXELS_A_PROCESS, PIXELS_A_SAMPLE = 150_000_000, 2_000_000
"""A process is worth starting for so many pixels to decode: it starts in the time that half of them
take. A sample takes as long to cluster as so many pixels take to decode."""

FEW_RANGES, MAX_FRAMES_IN_RANGE = 16, 80
"""With fewer than `FEW_RANGES` ranges, a range has at most `MAX_FRAMES_IN_RANGE` wanted frames."""

MIN_EVEN_SHARE = 0.95
"""Share of a film's frames that must come at an even rate before a gap counts as missing frames."""
MAX_UNEVENNESS = 0.1
"""A frame comes at an even rate if its duration is off the median by at most this share of it."""

MIN_GAP_FRAMES, MIN_GAP_SECONDS = 10, Fraction(1, 2)
"""A gap is longer than both."""


def sample_times(start: Fraction, end: Fraction, count: int) -> list[Fraction]:
    """The middles of `count` equal parts of start..end."""
    return [start + (end - start) * (2 * i + 1) / (2 * count) for i in range(count)]


def sample_times_in_parts(parts: Sequence[FilmPart], count: int) -> list[Fraction]:
    """The same for parts of a film, as if one followed the other without a gap."""
    lengths = [part.end - part.start for part in parts]
    ends = list(accumulate(lengths))
    times = sample_times(Fraction(0), ends[-1], count)
    inside = [bisect_right(ends, time) for time in times]
    return [parts[n].end - (ends[n] - time) for n, time in zip(inside, times, strict=True)]


def displayed_frames(index: PacketIndex, times: list[Fraction]) -> IntArray:
    """(T,) int64: for each time in seconds, the number of the packet that is displayed then.

    That is the shown packet with the largest pts at or before the time, or the first one. Packets
    are numbered in decode order.
    """
    shown = np.flatnonzero(index.shown)
    in_display_order = shown[np.argsort(index.pts[shown], kind="stable")]
    ticks = _ticks(index, times)
    rank = np.searchsorted(index.pts[in_display_order], ticks, side="right") - 1
    return np.asarray(in_display_order[rank.clip(0)])


def in_timestamp_gaps(index: PacketIndex, times: list[Fraction], displayed: IntArray) -> BoolArray:
    """(T,) bool: whether frames are missing at each time in seconds.

    `displayed` is the result of `displayed_frames`. A gap in the timestamps means missing frames
    only if the rest of the film has an even frame rate; else a frame may simply be long.
    """
    pts = np.sort(index.pts[index.shown])
    median = index.median_frame_duration
    even = abs(np.diff(pts) - median) <= max(1, median * MAX_UNEVENNESS)
    if even.sum() < max(MIN_EVEN_SHARE * len(even), 1):
        return np.zeros(len(times), np.bool_)
    min_gap = max(float(MIN_GAP_FRAMES * median), float(MIN_GAP_SECONDS / index.time_base))
    ticks = _ticks(index, times)
    elapsed = ticks - index.pts[displayed]
    following = pts[np.searchsorted(pts, ticks, side="right").clip(max=len(pts) - 1)]
    distance = following - index.pts[displayed]
    duration = np.maximum(index.duration[displayed], median)
    return np.asarray((distance > min_gap) & (elapsed >= duration))


def plan_decode_ranges(index: PacketIndex, packets: dict[int, int]) -> list[DecodeRange]:
    """The ranges to decode so that each sample gets its packet's frame.

    `packets` maps samples to packet numbers. No packet is in two ranges, with one exception: for a
    short film that is sampled densely, where clustering takes longer than decoding, a range is
    divided, and each part is decoded from the same key packet.

    A packet is decoded from the last key packet that neither follows it nor is displayed after it:
    the leading frames of an open GOP refer to the GOP before.
    """
    samples: dict[int, list[int]] = {}
    for sample, packet in packets.items():
        samples.setdefault(packet, []).append(sample)
    if index.addressed_by_number and samples:
        return [_whole_film_range(index, samples)]
    keys = np.flatnonzero(index.key)
    groups: list[tuple[int, list[int]]] = []  # first packet; wanted packets in decode order
    for packet in sorted(samples):
        before = keys[: np.searchsorted(keys, packet, side="right")]
        usable = before[index.pts[before] <= index.pts[packet]]
        first = int(usable[-1]) if len(usable) else 0
        if groups and first <= groups[-1][1][-1]:
            groups[-1][1].append(packet)
        else:
            groups.append((first, [packet]))
    if len(groups) < FEW_RANGES:
        groups = [(first, part) for first, wanted in groups for part in _divided(wanted)]
    return [
        _decode_range(index, keys, first, {packet: samples[packet] for packet in wanted})
        for first, wanted in groups
    ]


def without_b_frames(index: PacketIndex, ranges: list[DecodeRange]) -> list[DecodeRange]:
    """The same ranges, decoded without B-frames where the film allows it.

    For a wanted B-frame, the frame before it stands in.
    """
    if index.decode_every_packet or index.generalized_b:
        return ranges
    return [r if r.count == 1 else replace(r, skip="BIDIR") for r in ranges]


def worthwhile_processes(index: PacketIndex, frame_pixels: int, sampling: Sampling) -> int:
    """How many processes decode a film sooner than fewer do, for all that starting them costs."""
    groups = max(int(index.key.sum()), 1)
    decoded = min(sampling.frames, groups) * (1 if sampling.fast else len(index.pts) / groups)
    pixels = decoded * frame_pixels + min(sampling.frames, len(index.pts)) * PIXELS_A_SAMPLE
    return max(int(pixels / PIXELS_A_PROCESS), 1)


def split_by_cost(ranges: list[DecodeRange], tasks: int) -> list[list[DecodeRange]]:
    """Divide ranges into about `tasks` lists of neighbors with similar cost, costliest first."""
    target = sum(r.cost for r in ranges) / max(tasks, 1)
    parts: list[list[DecodeRange]] = []
    cost = 0
    for decode_range in ranges:
        if not parts or cost >= target:
            parts.append([])
            cost = 0
        parts[-1].append(decode_range)
        cost += decode_range.cost
    return sorted(parts, key=lambda part: -sum(r.cost for r in part))


def _ticks(index: PacketIndex, times: list[Fraction]) -> IntArray:
    return np.array([time // index.time_base for time in times], dtype=np.int64)


def _divided(packets: list[int]) -> Iterator[list[int]]:
    """The packets in equal parts of at most `MAX_FRAMES_IN_RANGE`."""
    count = -(-len(packets) // MAX_FRAMES_IN_RANGE)
    bounds = [len(packets) * n // count for n in range(count + 1)]
    return (packets[a:b] for a, b in pairwise(bounds))


def _key_packet(index: PacketIndex, number: int) -> KeyPacket:
    return KeyPacket(number, pts=int(index.pts[number]), dts=int(index.dts[number]))


def _decode_range(
    index: PacketIndex, keys: IntArray, first: int, samples: dict[int, list[int]]
) -> DecodeRange:
    """The range from packet `first` to the last packet of `samples`, which has packets as keys."""
    last = max(samples)
    two_keys_back = int(np.searchsorted(keys, first)) - 2
    earlier = int(keys[two_keys_back]) if two_keys_back > 0 else 0
    end = last + (2 if index.decode_every_packet else 1)  # a frame's second field follows
    needed = index.references.needed_frames(first, list(samples)) if index.references else None
    size = needed.size if needed else int(index.size[first : last + 1].sum())
    return DecodeRange(
        key=_key_packet(index, first),
        count=end - first,
        wanted=tuple(int(index.pts[packet]) for packet in samples),
        samples=tuple(tuple(of_packet) for of_packet in samples.values()),
        earlier_key=_key_packet(index, earlier),
        cost=size + CLUSTERING_COST * len(samples),
        skip="DEFAULT" if index.decode_every_packet else "NONREF",
        needed=needed.of_packet if needed else None,
    )


def _whole_film_range(index: PacketIndex, samples: dict[int, list[int]]) -> DecodeRange:
    """The whole film as one range, whose frames are addressed by number in display order."""
    shown = np.flatnonzero(index.shown)
    number = {int(packet): n for n, packet in enumerate(shown[np.argsort(index.pts[shown])])}
    wanted = sorted((number[packet], of_packet) for packet, of_packet in samples.items())
    return DecodeRange(
        key=_key_packet(index, 0),
        count=len(index.pts),
        wanted=tuple(frame for frame, _ in wanted),
        samples=tuple(tuple(of_frame) for _, of_frame in wanted),
        earlier_key=_key_packet(index, 0),
        cost=int(index.size.sum()),
        addressed_by_number=True,
    )
