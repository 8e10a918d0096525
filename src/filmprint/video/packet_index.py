"""The packets of a film and their times."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from filmprint.color.arrays import BoolArray, IntArray
from filmprint.video.frame_references import FrameReferences


@dataclass(frozen=True, repr=False, kw_only=True)
class PacketIndex:
    """The packets of a video stream, in decode order.

    pts, dts
        (P,) int64 ticks: presentation and decode timestamps.
    duration
        (P,) int64 ticks, 0 where unknown.
    size
        (P,) int64 bytes.
    key, shown
        (P,) bool: decoding can start at the packet; its frame is displayed (edit lists can hide
        frames).
    addressed_by_number
        True where timestamps cannot be trusted (missing or repeated). Then `pts` holds the display
        times in ascending order, and frames are found by their number in display order.
    decode_every_packet
        True where a packet need not be a whole frame (films coded by fields), or where it is not
        known which frames others refer to. Then no packet may be skipped, and a packet's frame is
        the last one at or before its time.
    generalized_b
        True where P-frames may be coded as generalized B-frames, as x265 does: then skipping
        B-frames would skip all but key frames.
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
    generalized_b: bool = False
    references: FrameReferences | None = None

    @property
    def start(self) -> int:
        """Time at which the first frame is displayed, in ticks."""
        return int(self.pts[self.shown].min())

    @property
    def end(self) -> int:
        """Time at which the display of the last frame ends, in ticks."""
        ends = (self.pts + np.maximum(self.duration, 0))[self.shown]
        last = int(ends.max())
        if last == int(self.pts[self.shown].max()):  # no durations
            last += self.median_frame_duration
        return last

    @property
    def median_frame_duration(self) -> int:
        """The median distance between displayed frames, in ticks, at least 1."""
        distances = np.diff(np.sort(self.pts[self.shown]))
        return max(int(np.median(distances)), 1) if len(distances) else 1
