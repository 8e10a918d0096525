"""Decode single frames of a film, mostly key frames, and keep their luma statistics."""

import math
from fractions import Fraction

import numpy as np

from filmprint.analysis.decode_plan import plan_decode_ranges, without_b_frames
from filmprint.analysis.letterbox import Envelope, merge_envelopes
from filmprint.analysis.luma_statistics import LumaStatistics
from filmprint.analysis.worker_tasks import MeasureLuma, run_over_ranges
from filmprint.processes.workers import Workers
from filmprint.video import FilmProbe, Source

SMALL, TINY = 0.1, 0.004
"""Packets of black frames are smaller than this share of the film's median packet; or, in bytes,
than this many times the number of pixels."""


class KeyFrameProbe:
    """The decoded frames of a film. Packets are numbered in decode order.

    Times are in seconds from the film's first frame.
    """

    def __init__(self, film: FilmProbe, source: Source, workers: Workers) -> None:
        self._index, self._start = film.index, film.start
        self._source, self._workers = source, workers
        shown = np.flatnonzero(self._index.shown)
        self._in_display_order = shown[np.argsort(self._index.pts[shown], kind="stable")]
        self.statistics: dict[int, LumaStatistics] = {}
        self.envelope: Envelope | None = None

    def time(self, packet: int) -> Fraction:
        """When the packet's frame is displayed."""
        return int(self._index.pts[packet]) * self._index.time_base - self._start

    def packets_between(self, start: Fraction, end: Fraction) -> list[int]:
        """The packets displayed at `start` or later and before `end`, in display order."""
        times = self._index.pts[self._in_display_order]
        first, last = (
            np.searchsorted(times, -int(-(time + self._start) // self._index.time_base))
            for time in (start, end)
        )
        return [int(packet) for packet in self._in_display_order[first:last]]

    def key_packets_between(self, start: Fraction, end: Fraction) -> list[int]:
        """The key packets among them."""
        return [packet for packet in self.packets_between(start, end) if self._index.key[packet]]

    def is_decodable(self, packet: int) -> bool:
        """Whether decoding can start at a key packet that is displayed before the packet.

        It cannot for the leading frames of a film that begins with an open GOP.
        """
        before = slice(0, packet + 1)
        return bool(
            (self._index.key[before] & (self._index.pts[before] <= self._index.pts[packet])).any()
        )

    def are_small(self, packets: list[int], *, or_tiny: bool = False) -> bool:
        """Whether these packets are as small as those of black frames, relative to the film's.

        `or_tiny`: or small in absolute terms, as all packets of a film with flat colors are.
        """
        limit = SMALL * float(np.median(self._index.size))
        if or_tiny:
            limit = max(limit, TINY * math.prod(self._source.coded_size))
        return bool(np.median(self._index.size[packets]) < limit)

    def decode(self, packets: list[int], *, with_envelope: bool = False) -> None:
        """Decode the frames of these packets; for a B-frame, mostly the frame before it.

        `with_envelope`: also add them to the envelope.
        """
        new = {packet: packet for packet in packets if packet not in self.statistics}
        ranges = without_b_frames(self._index, plan_decode_ranges(self._index, new))
        task = MeasureLuma(with_envelope)
        for measured in run_over_ranges(task, self._source, ranges, self._workers):
            self.statistics |= measured.statistics
            self.envelope = merge_envelopes(self.envelope, measured.envelope)

    def is_black(self, packet: int) -> bool:
        """Whether a decoded packet's frame is black, or could not be decoded."""
        return packet not in self.statistics or self.statistics[packet].is_black

    def is_text(self, packet: int) -> bool:
        """Whether a decoded packet's frame is text on a dark ground."""
        return packet in self.statistics and self.statistics[packet].ink is not None
