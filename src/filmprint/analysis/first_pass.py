"""A first look at a film's key frames: where its picture is, in the frame and in time.

Key frames can be decoded alone, so a dozen of them cost next to nothing. Only where the picture
begins or ends between two of them, the frames between are looked at too.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.letterbox import Envelope, find_picture, joined
from filmprint.analysis.luma_statistics import LumaStatistics
from filmprint.analysis.worker_tasks import luma_of_frames, run_over_ranges
from filmprint.errors import OptionError
from filmprint.fingerprint.film import PictureArea
from filmprint.options import Sampling
from filmprint.options.checks import parse_area
from filmprint.processes.workers import Workers
from filmprint.video import FilmProbe, Source

PROBES = 12
"""Key frames that are looked at for the picture's area."""
BATCH = 8
"""Frames that are looked at together on the search for the first and last picture."""
SMALL, TINY = 0.1, 0.004
"""Black frames take less than this part of the film's median packet, or bytes a pixel."""
LAST_PACKETS = 5
"""A film ends in black only where so many packets are small."""

APART, CLOSE = Fraction(2), Fraction(1, 2)
"""Seconds between the frames that are looked at for credits, and for where they begin."""
UNBROKEN, AFTER = Fraction(12), Fraction(30)
"""Seconds for which other pictures may interrupt the credits, and follow them."""
SHORTEST = 6
"""Seconds of credits, at least."""
FEWEST_CHANGES = 2
"""Times that the text of the credits changes, at least: a lit sign at night stays the same."""


@dataclass(frozen=True)
class FirstPass:
    """What the key frames tell.

    area
        The picture's area in stored pixels; None where no picture was seen.
    start, end
        What is left of the wanted range, in seconds from the film's first frame.
    credits
        Where the end credits begin, where they were looked for and found.
    rotation
        Degrees counterclockwise by which frames are turned when they are shown.
    """

    area: PictureArea | None
    start: Fraction
    end: Fraction
    credits: Fraction | None = None
    rotation: int = 0


def first_pass(film: FilmProbe, source: Source, sampling: Sampling, workers: Workers) -> FirstPass:
    """Look at a film's key frames between --start and --end.

    Raises `OptionError` where nothing lies between them, or where --crop is outside the frame.
    """
    start, end = sampling.range_seconds(film.end - film.start)
    area = _given_area(sampling, source.coded_size)
    probe = _KeyFrameProbe(film, source, workers)
    keys = probe.keys(start, end)
    if film.index.addressed_by_number or not keys:
        return FirstPass(area, start, end)
    probes = 1 if (sampling.crop, sampling.trim) == ("none", "none") else min(PROBES, len(keys))
    spread = np.linspace(0, len(keys) - 1, probes).astype(int)
    probe.look([keys[n] for n in spread], outlined=sampling.crop == "auto")
    if sampling.crop == "auto" and probe.envelope is not None:
        area = find_picture(probe.envelope)
        outlined = (probe.envelope.columns.shape[1], probe.envelope.rows.shape[1])
        area = area and area.rescaled(frame=outlined, target=source.coded_size)
    credits_at = None
    first: Fraction | None = start
    if sampling.trim != "none" and sampling.start is None:
        first = _first_picture(probe, keys, start, end)
    if first is None:  # a black film is sampled whole
        return FirstPass(area, start, end, rotation=probe.rotation)
    if sampling.trim == "credits" and sampling.end is None:
        credits_at = _credits(probe, keys, end)
        keys = [key for key in keys if credits_at is None or probe.time(key) < credits_at]
    last = end
    if sampling.trim != "none" and sampling.end is None:
        last = _last_picture(probe, keys, credits_at or end)
    if first >= last:  # nothing but credits
        return FirstPass(area, start, end, rotation=probe.rotation)
    return FirstPass(area, first, last, credits_at, probe.rotation)


class _KeyFrameProbe:
    """Frames of a film that were looked at; packets are named by their place in decode order."""

    def __init__(self, film: FilmProbe, source: Source, workers: Workers) -> None:
        self._index, self._start = film.index, film.start
        self._source, self._workers = source, workers
        shown = np.flatnonzero(self._index.shown)
        self._displayed = shown[np.argsort(self._index.pts[shown], kind="stable")]
        self.statistics: dict[int, LumaStatistics] = {}
        self.envelope: Envelope | None = None
        self.rotation = 0

    def time(self, place: int) -> Fraction:
        """When the packet's frame is displayed, in seconds from the film's first frame."""
        return int(self._index.pts[place]) * self._index.time_base - self._start

    def between(self, start: Fraction, end: Fraction) -> list[int]:
        """The packets displayed from start on and before end, in display order."""
        times = self._index.pts[self._displayed]
        first, last = (
            np.searchsorted(times, -int(-(time + self._start) // self._index.time_base))
            for time in (start, end)
        )
        return [int(place) for place in self._displayed[first:last]]

    def keys(self, start: Fraction, end: Fraction) -> list[int]:
        """The key packets among them."""
        return [place for place in self.between(start, end) if self._index.key[place]]

    def small(self, places: list[int], *, or_tiny: bool = False) -> bool:
        """Whether these packets are as small as those of black frames, beside the film's others.

        `or_tiny`: or too small for anything much; so is all of a film of flat colors.
        """
        limit = SMALL * float(np.median(self._index.size))
        if or_tiny:
            limit = max(limit, TINY * math.prod(self._source.coded_size))
        return bool(np.median(self._index.size[places]) < limit)

    def look(self, places: list[int], *, outlined: bool = False) -> None:
        """Look at the frames of these packets; for a B-frame, at the frame before it.

        `outlined`: also where the picture is in them.
        """
        decode_ranges = plan_decode_ranges(
            self._index, {place: place for place in places if place not in self.statistics}
        )
        if not self._index.decode_every_packet:
            decode_ranges = [
                decode_range if decode_range.count == 1 else replace(decode_range, skip="BIDIR")
                for decode_range in decode_ranges
            ]
        task = (luma_of_frames, outlined)
        for statistics, rotation, envelope in run_over_ranges(
            self._source, decode_ranges, task, self._workers
        ):
            self.statistics |= {
                place: luma_statistics for places, luma_statistics in statistics for place in places
            }
            if statistics:
                self.rotation = rotation
            self.envelope = joined(self.envelope, envelope)

    def black(self, place: int) -> bool:
        """Whether the packet's frame is black, or cannot be decoded."""
        return place not in self.statistics or self.statistics[place].black

    def text(self, place: int) -> bool:
        """Whether the packet's frame is text on a dark ground."""
        return place in self.statistics and self.statistics[place].ink is not None


def _given_area(sampling: Sampling, stored: tuple[int, int]) -> PictureArea | None:
    """What --crop says; None for auto."""
    if sampling.crop == "auto":
        return None
    if sampling.crop == "none":
        return PictureArea(x=0, y=0, width=stored[0], height=stored[1])
    x, y, width, height = parse_area("crop", sampling.crop)
    if x + width > stored[0] or y + height > stored[1]:
        raise OptionError(
            f"--crop {sampling.crop} is not inside the frame of {stored[0]}x{stored[1]} pixels."
        )
    return PictureArea(x=x, y=y, width=width, height=height)


def _first_picture(
    probe: _KeyFrameProbe, keys: list[int], start: Fraction, end: Fraction
) -> Fraction | None:
    """When the first frame that is not black is displayed; None where there is none."""
    for n, key in enumerate(keys):
        probe.look(keys[n : n + BATCH])
        if not probe.black(key):
            return start if n == 0 else probe.time(key)
        group = probe.between(probe.time(key), probe.time(keys[n + 1]) if keys[n + 1 :] else end)
        if all(probe.black(place) for place in keys[n + 1 : n + 2]) and probe.small(group):
            continue
        for part in (group[:BATCH], group):
            probe.look(part)
            for place in part:
                if not probe.black(place):
                    return probe.time(place)
    return None


def _last_picture(probe: _KeyFrameProbe, keys: list[int], end: Fraction) -> Fraction:
    """When the last frame that is not black ceases to be displayed, or `end`."""
    after = end
    for n in reversed(range(len(keys))):
        probe.look(keys[max(n - BATCH + 1, 0) : n + 1])
        group = probe.between(probe.time(keys[n]), after)
        if after == end and not probe.small(group[-LAST_PACKETS:], or_tiny=True):
            return end
        if not (probe.black(keys[n]) and probe.small(group)):
            probe.look(group)
            for place, following in zip(group[::-1], [None, *group[:0:-1]], strict=True):
                if not probe.black(place):
                    return after if following is None else probe.time(following)
        after = probe.time(keys[n])
    return end


def _credits(probe: _KeyFrameProbe, keys: list[int], end: Fraction) -> Fraction | None:
    """When the end credits begin: text on a dark ground, up to the film's end or nearly so."""
    late = probe.between(end - AFTER, end)
    places = [*(key for key in keys if probe.time(key) < end - AFTER), *late]
    places = _thinned(probe, places, APART)
    texts = _texts_before(probe, places, end, AFTER)
    if not texts or texts[0] == places[0]:
        return None
    began = probe.time(texts[0])
    before = probe.between(probe.time(places[places.index(texts[0]) - 1]), began)
    earlier = _texts_before(probe, _thinned(probe, before, CLOSE), began, 2 * CLOSE)
    began = probe.time(earlier[0]) if earlier else began
    changes = sum(probe.statistics[a].differs(probe.statistics[b]) for a, b in pairwise(texts))
    return began if changes >= FEWEST_CHANGES and end - began >= SHORTEST else None


def _texts_before(
    probe: _KeyFrameProbe, places: list[int], end: Fraction, after: Fraction
) -> list[int]:
    """The frames of text up to the end, which other pictures may interrupt but briefly."""
    texts: list[int] = []
    last, allowed = end, after
    for begin in range(0, len(places), BATCH):
        batch = places[::-1][begin : begin + BATCH]
        probe.look(batch)
        for place in batch:
            if probe.text(place):
                texts.insert(0, place)
                allowed = UNBROKEN
            elif not probe.black(place):
                if last - probe.time(place) > allowed:
                    return texts
                continue
            last = probe.time(place)
    return texts


def _thinned(probe: _KeyFrameProbe, places: list[int], apart: Fraction) -> list[int]:
    """Those of the places in display order that are so many seconds from the one before."""
    kept: list[int] = []
    for place in places:
        if not kept or probe.time(place) - probe.time(kept[-1]) >= apart:
            kept.append(place)
    return kept
