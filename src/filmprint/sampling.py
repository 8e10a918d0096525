"""Sample times, and which packets to decode for them: pure arithmetic, no film needed.

Times inside a film are integers, ticks of the stream's time base, so that "the last frame at
or before t" never hangs on a rounded float.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Skip = Literal["NONREF", "BIDIR", "DEFAULT"]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


CLUSTERING_COST = 100_000
"""Bytes that take as long to decode as a frame takes to be clustered."""

FEW_UNITS, LARGEST_UNIT = 16, 40
"""With fewer units than the one, a unit has at most as many wanted frames as the other."""


EVEN = 0.95
"""Part of a film's frames that must come at the usual distance for a longer one to be a hole."""

HOLE_FRAMES, HOLE_SECONDS = 10, Fraction(1, 2)
"""A hole is longer than both."""


@dataclass(frozen=True, repr=False)
class PacketIndex:
    """The packets of a video stream, in decode order.

    pts, dts
        (P,) int64 ticks: presentation and decode times.
    duration
        (P,) int64 ticks, 0 where unknown.
    size
        (P,) int64 bytes.
    key, shown
        (P,) bool: decoding may start here; the packet's frame is displayed (an edit list can
        hide it).
    counted
        True where the film's presentation times cannot be trusted (missing or repeated): then
        `pts` holds the display times in order, and frames are found by counting.
    loose
        True where a packet need not be a frame, as in films coded by fields, or nothing is known
        of what frames refer to: then nothing may be skipped, and a packet's frame is the last
        one at or before its time.
    """

    time_base: Fraction
    pts: IntArray
    dts: IntArray
    duration: IntArray
    size: IntArray
    key: BoolArray
    shown: BoolArray
    counted: bool = False
    loose: bool = False

    @property
    def start(self) -> int:
        """Ticks at which the first frame is displayed."""
        return int(self.pts[self.shown].min())

    @property
    def end(self) -> int:
        """Ticks at which the last frame's display ends."""
        ends = (self.pts + np.maximum(self.duration, 0))[self.shown]
        last = int(ends.max())
        if last == int(self.pts[self.shown].max()):  # no durations: the usual distance
            last += self.usual_duration
        return last

    @property
    def usual_duration(self) -> int:
        """The median distance between displayed frames, in ticks, at least 1."""
        distances = np.diff(np.sort(self.pts[self.shown]))
        return max(int(np.median(distances)), 1) if len(distances) else 1


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Packets that are decoded in one go, from a key packet on.

    first, count
        Place of the first packet in decode order, and how many follow from it.
    key_pts, key_dts
        Times of the first packet, by which it is found again.
    wanted
        The frames to hand out: their pts (their number in display order where `counted`).
    samples
        For each wanted frame, the samples that it answers.
    earlier
        Place, pts and dts of an earlier key packet, to start again from when decoding does
        not give a wanted frame.
    cost
        Bytes to decode, and what clustering costs besides.
    skip
        What the decoder may leave out, as FFmpeg names it. NONREF: frames that are not wanted
        and that no other needs. DEFAULT, nothing, and BIDIR, all B-frames: here a wanted frame
        is answered with the last one at or before it.
    """

    first: int
    count: int
    key_pts: int
    key_dts: int
    wanted: tuple[int, ...]
    samples: tuple[tuple[int, ...], ...]
    earlier: tuple[int, int, int]
    cost: int
    counted: bool = False
    skip: Skip = "NONREF"


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


def in_holes(index: PacketIndex, times: list[Fraction], displayed: IntArray) -> BoolArray:
    """Whether each time lies where packets are missing, behind the display of its packet.

    That is told from a frame that stands still by the film around it: one whose frames all come at
    an even rate, but for a stretch, has lost something there.
    """
    pts = np.sort(index.pts[index.shown])
    usual = index.usual_duration
    even = abs(np.diff(pts) - usual) <= max(1, usual / 10)
    if even.sum() < max(EVEN * len(even), 1):
        return np.zeros(len(times), np.bool_)
    hole = max(float(HOLE_FRAMES * usual), float(HOLE_SECONDS / index.time_base))
    ticks = np.array([time // index.time_base for time in times], dtype=np.int64)
    since = ticks - index.pts[displayed]
    following = pts[np.searchsorted(pts, ticks, side="right").clip(max=len(pts) - 1)]
    length = following - index.pts[displayed]
    shown_for = np.maximum(index.duration[displayed], usual)
    return np.asarray((length > hole) & (since >= shown_for))


def plan(index: PacketIndex, packets: dict[int, int]) -> list[Unit]:
    """The units that decode the packet of each sample (sample: packet), and nothing more.

    A short film that is sampled densely is the exception: there clustering takes longer than
    decoding, so a unit is decoded several times over and each worker clusters a part of it.

    A packet's frame needs decoding from the last key packet that is neither decoded nor
    displayed after it: leading pictures of an open group start one group earlier.
    """
    wanted: dict[int, list[int]] = {}
    for sample, packet in packets.items():
        wanted.setdefault(packet, []).append(sample)
    if index.counted and wanted:
        return [_counted_unit(index, wanted)]
    keys = np.flatnonzero(index.key)
    units: list[list[int]] = []  # first packet, then the wanted packets in decode order
    for packet in sorted(wanted):
        before = keys[: np.searchsorted(keys, packet, side="right")]
        usable = before[index.pts[before] <= index.pts[packet]]
        first = int(usable[-1]) if len(usable) else 0
        if units and first <= units[-1][-1]:
            units[-1].append(packet)
        else:
            units.append([first, packet])
    if len(units) < FEW_UNITS:
        units = [[unit[0], *part] for unit in units for part in _parts(unit[1:])]
    return [_unit(index, keys, unit[0], unit[1:], wanted) for unit in units]


def _parts(packets: list[int]) -> list[list[int]]:
    """The wanted packets in even parts of at most `LARGEST_UNIT`."""
    count = -(-len(packets) // LARGEST_UNIT)
    bounds = [len(packets) * n // count for n in range(count + 1)]
    return [packets[a:b] for a, b in pairwise(bounds)]


def _unit(
    index: PacketIndex,
    keys: IntArray,
    first: int,
    packets: list[int],
    wanted: dict[int, list[int]],
) -> Unit:
    two_back = int(np.searchsorted(keys, first)) - 2
    earlier = int(keys[two_back]) if two_back > 0 else 0
    return Unit(
        first=first,
        count=packets[-1] - first + (2 if index.loose else 1),  # a frame's second field follows
        key_pts=int(index.pts[first]),
        key_dts=int(index.dts[first]),
        wanted=tuple(int(index.pts[packet]) for packet in packets),
        samples=tuple(tuple(wanted[packet]) for packet in packets),
        earlier=(earlier, int(index.pts[earlier]), int(index.dts[earlier])),
        cost=int(index.size[first : packets[-1] + 1].sum()) + CLUSTERING_COST * len(packets),
        skip="DEFAULT" if index.loose else "NONREF",
    )


def _counted_unit(index: PacketIndex, wanted: dict[int, list[int]]) -> Unit:
    """The whole film in one go: its n-th displayed frame is the n-th that is decoded."""
    order = np.flatnonzero(index.shown)
    rank = {int(place): n for n, place in enumerate(order[np.argsort(index.pts[order])])}
    numbers = sorted((rank[packet], samples) for packet, samples in wanted.items())
    return Unit(
        first=0,
        count=len(index.pts),
        key_pts=int(index.pts[0]),
        key_dts=int(index.dts[0]),
        wanted=tuple(number for number, _ in numbers),
        samples=tuple(tuple(samples) for _, samples in numbers),
        earlier=(0, int(index.pts[0]), int(index.dts[0])),
        cost=int(index.size.sum()),
        counted=True,
    )


def split(units: list[Unit], tasks: int) -> list[list[Unit]]:
    """Neighboring units together, into about so many lists of like cost, the dearest first."""
    share = sum(unit.cost for unit in units) / max(tasks, 1)
    parts: list[list[Unit]] = []
    filled = 0
    for unit in units:
        if not parts or filled >= share:
            parts.append([])
            filled = 0
        parts[-1].append(unit)
        filled += unit.cost
    return sorted(parts, key=lambda part: -sum(unit.cost for unit in part))
