"""A first look at a film's key frames: where its picture is, in the frame and in time.

Key frames can be decoded alone, so a dozen of them cost next to nothing. Only where the picture
begins or ends between two of them, the frames between are looked at too.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from .checks import parse_area
from .errors import OptionError
from .film import Inspection, Source
from .glance import Glance
from .model import PictureArea
from .options import Sampling
from .picture_area import Envelope, find_picture, joined, scaled
from .sampling import plan
from .tasks import glance_at_units, over_units
from .workers import Workers

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
class Survey:
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


def survey(inspection: Inspection, source: Source, sampling: Sampling, workers: Workers) -> Survey:
    """Look at a film's key frames between --start and --end.

    Raises `OptionError` where nothing lies between them, or where --crop is outside the frame.
    """
    start, end = sampling.range_seconds(inspection.end - inspection.start)
    area = _given_area(sampling, source.stored)
    album = _Album(inspection, source, workers)
    keys = album.keys(start, end)
    if inspection.index.counted or not keys:
        return Survey(area, start, end)
    probes = 1 if (sampling.crop, sampling.trim) == ("none", "none") else min(PROBES, len(keys))
    spread = np.linspace(0, len(keys) - 1, probes).astype(int)
    album.look([keys[n] for n in spread], outlined=sampling.crop == "auto")
    if sampling.crop == "auto" and album.envelope is not None:
        area = find_picture(album.envelope)
        outlined = (album.envelope.columns.shape[1], album.envelope.rows.shape[1])
        area = area and scaled(area, outlined, source.stored)
    credits_at = None
    first: Fraction | None = start
    if sampling.trim != "none" and sampling.start is None:
        first = _first_picture(album, keys, start, end)
    if first is None:  # a black film is sampled whole
        return Survey(area, start, end, rotation=album.rotation)
    if sampling.trim == "credits" and sampling.end is None:
        credits_at = _credits(album, keys, end)
        keys = [key for key in keys if credits_at is None or album.time(key) < credits_at]
    last = end
    if sampling.trim != "none" and sampling.end is None:
        last = _last_picture(album, keys, credits_at or end)
    if first >= last:  # nothing but credits
        return Survey(area, start, end, rotation=album.rotation)
    return Survey(area, first, last, credits_at, album.rotation)


class _Album:
    """Frames of a film that were looked at; packets are named by their place in decode order."""

    def __init__(self, inspection: Inspection, source: Source, workers: Workers) -> None:
        self._index, self._start = inspection.index, inspection.start
        self._source, self._workers = source, workers
        shown = np.flatnonzero(self._index.shown)
        self._displayed = shown[np.argsort(self._index.pts[shown], kind="stable")]
        self.glances: dict[int, Glance] = {}
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
            limit = max(limit, TINY * math.prod(self._source.stored))
        return bool(np.median(self._index.size[places]) < limit)

    def look(self, places: list[int], *, outlined: bool = False) -> None:
        """Look at the frames of these packets; B-frames get a glance at the frame before them.

        `outlined`: also where the picture is in them.
        """
        units = plan(self._index, {place: place for place in places if place not in self.glances})
        if not self._index.loose:
            units = [unit if unit.count == 1 else replace(unit, skip="BIDIR") for unit in units]
        task = (glance_at_units, outlined)
        for glances, rotation, envelope in over_units(self._source, units, task, self._workers):
            self.glances |= {place: glance for places, glance in glances for place in places}
            if glances:
                self.rotation = rotation
            self.envelope = joined(self.envelope, envelope)

    def black(self, place: int) -> bool:
        """Whether the packet's frame is black, or cannot be decoded."""
        return place not in self.glances or self.glances[place].black

    def text(self, place: int) -> bool:
        """Whether the packet's frame is text on a dark ground."""
        return place in self.glances and self.glances[place].ink is not None


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
    album: _Album, keys: list[int], start: Fraction, end: Fraction
) -> Fraction | None:
    """When the first frame that is not black is displayed; None where there is none."""
    for n, key in enumerate(keys):
        album.look(keys[n : n + BATCH])
        if not album.black(key):
            return start if n == 0 else album.time(key)
        group = album.between(album.time(key), album.time(keys[n + 1]) if keys[n + 1 :] else end)
        if all(album.black(place) for place in keys[n + 1 : n + 2]) and album.small(group):
            continue
        for part in (group[:BATCH], group):
            album.look(part)
            for place in part:
                if not album.black(place):
                    return album.time(place)
    return None


def _last_picture(album: _Album, keys: list[int], end: Fraction) -> Fraction:
    """When the last frame that is not black ceases to be displayed, or `end`."""
    after = end
    for n in reversed(range(len(keys))):
        album.look(keys[max(n - BATCH + 1, 0) : n + 1])
        group = album.between(album.time(keys[n]), after)
        if after == end and not album.small(group[-LAST_PACKETS:], or_tiny=True):
            return end
        if not (album.black(keys[n]) and album.small(group)):
            album.look(group)
            for place, following in zip(group[::-1], [None, *group[:0:-1]], strict=True):
                if not album.black(place):
                    return after if following is None else album.time(following)
        after = album.time(keys[n])
    return end


def _credits(album: _Album, keys: list[int], end: Fraction) -> Fraction | None:
    """When the end credits begin: text on a dark ground, up to the film's end or nearly so."""
    late = album.between(end - AFTER, end)
    places = [*(key for key in keys if album.time(key) < end - AFTER), *late]
    places = _thinned(album, places, APART)
    texts = _texts_before(album, places, end, AFTER)
    if not texts or texts[0] == places[0]:
        return None
    began = album.time(texts[0])
    before = album.between(album.time(places[places.index(texts[0]) - 1]), began)
    earlier = _texts_before(album, _thinned(album, before, CLOSE), began, 2 * CLOSE)
    began = album.time(earlier[0]) if earlier else began
    changes = sum(album.glances[a].differs(album.glances[b]) for a, b in pairwise(texts))
    return began if changes >= FEWEST_CHANGES and end - began >= SHORTEST else None


def _texts_before(album: _Album, places: list[int], end: Fraction, after: Fraction) -> list[int]:
    """The frames of text up to the end, which other pictures may interrupt but briefly."""
    texts: list[int] = []
    last, allowed = end, after
    for begin in range(0, len(places), BATCH):
        batch = places[::-1][begin : begin + BATCH]
        album.look(batch)
        for place in batch:
            if album.text(place):
                texts.insert(0, place)
                allowed = UNBROKEN
            elif not album.black(place):
                if last - album.time(place) > allowed:
                    return texts
                continue
            last = album.time(place)
    return texts


def _thinned(album: _Album, places: list[int], apart: Fraction) -> list[int]:
    """Those of the places in display order that are so many seconds from the one before."""
    kept: list[int] = []
    for place in places:
        if not kept or album.time(place) - album.time(kept[-1]) >= apart:
            kept.append(place)
    return kept
