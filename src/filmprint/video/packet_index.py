"""The packets of a film and their times."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from filmprint.color.arrays import BoolArray, IntArray
from filmprint.video.frame_references import FrameReferences


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
    references
        Which frames need which others; None where that is not known.
    """

    time_base: Fraction
    pts: IntArray
    dts: IntArray
    duration: IntArray
    size: IntArray
    key: BoolArray
    shown: BoolArray
    addressed_by_number: bool = False
    decode_every_packet: bool = False
    references: FrameReferences | None = None

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
