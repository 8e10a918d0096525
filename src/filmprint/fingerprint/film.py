"""What is known of a film apart from its colors."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from filmprint.color.arrays import BoolArray, FloatArray
from filmprint.remote.path import FilmPath


@dataclass(frozen=True, kw_only=True)
class ColorTags:
    """How a film's stored values are read as color.

    `assumed` names those of the other fields that the film does not say and that were decided
    by rule. `hdr_peak_nits` is the light that HDR is tone mapped from, `hdr_peak_source` what says
    so: "MaxCLL", "mastering display", "--hdr-peak", "HLG" or "usual". Both are None for SDR.
    """

    matrix: str
    primaries: str
    transfer: str
    range: str
    assumed: tuple[str, ...] = ()
    hdr_peak_nits: float | None = None
    hdr_peak_source: str | None = None

    def __post_init__(self) -> None:
        peak = self.hdr_peak_nits
        _check("hdr_peak_nits", peak is None or 0 < peak < math.inf, "more than 0")


@dataclass(frozen=True, kw_only=True)
class PictureArea:
    """The part of a frame that is picture, in coded pixels from the top left."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        _check("picture_area", min(self.x, self.y) >= 0 and min(self.width, self.height) >= 1,
               "within the frame, and not empty")  # fmt: skip

    def union(self, other: PictureArea) -> PictureArea:
        """The smallest area around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.width, other.x + other.width)
        bottom = max(self.y + self.height, other.y + other.height)
        return PictureArea(x=x, y=y, width=right - x, height=bottom - y)

    def rescaled(self, *, frame: tuple[int, int], target: tuple[int, int]) -> PictureArea:
        """The same area when the frame of size `frame` (width, height) is scaled to `target`."""
        x, right = (round(n * target[0] / frame[0]) for n in (self.x, self.x + self.width))
        y, bottom = (round(n * target[1] / frame[1]) for n in (self.y, self.y + self.height))
        return PictureArea(x=x, y=y, width=max(right - x, 1), height=max(bottom - y, 1))


def whole_lines(start: int, length: int, *, of: int, scaled: int) -> tuple[int, int]:
    """The lines of a side scaled from `of` to `scaled` that lie wholly in start..start+length.

    First line and last + 1; the line in the middle where none lies wholly inside.
    """
    first = -(-start * scaled // of)
    last = (start + length) * scaled // of
    if first >= last:
        first = min((2 * start + length) * scaled // (2 * of), scaled - 1)
        last = first + 1
    return first, last


@dataclass(frozen=True, kw_only=True)
class SampledPart:
    """A part of a film, in seconds from its first frame."""

    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, kw_only=True)
class PictureSpan:
    """The part of a film that was sampled, in seconds from its first frame.

    `parts`, where there are several with gaps between them, are in order; the first begins at
    `start_seconds`, the last ends at `end_seconds`. `credits_seconds` is where the end credits
    begin, None where they were not looked for or not found.
    """

    start_seconds: float
    end_seconds: float
    credits_seconds: float | None = None
    parts: tuple[SampledPart, ...] | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        _check("picture_span", 0 <= self.start_seconds <= self.end_seconds < math.inf,
               "a part of the film's time")  # fmt: skip
        if self.parts is not msgspec.UNSET:
            bounds = [t for part in self.parts for t in (part.start_seconds, part.end_seconds)]
            _check("parts", len(bounds) > 2 and bounds == sorted(bounds)
                   and (bounds[0], bounds[-1]) == (self.start_seconds, self.end_seconds),
                   "several parts of picture_span in order, from its start to its end")  # fmt: skip
        credits_at = self.credits_seconds
        _check("credits_seconds", credits_at is None or 0 <= credits_at < math.inf, "from 0 on")

    @property
    def sampled_parts(self) -> tuple[SampledPart, ...]:
        """The parts that were sampled, one or several."""
        if self.parts is msgspec.UNSET:
            return (SampledPart(start_seconds=self.start_seconds, end_seconds=self.end_seconds),)
        return self.parts

    @property
    def sampled_seconds(self) -> float:
        """The length of all of them together."""
        return sum(part.seconds for part in self.sampled_parts)

    def without_gaps(self, seconds: FloatArray) -> FloatArray:
        """(N,): times in the film as they would be if the gaps between parts were cut out of it.

        What lies in a gap is at the cut.
        """
        cut = np.zeros(len(seconds))
        for before, after in pairwise(self.sampled_parts):
            gap = after.start_seconds - before.end_seconds
            cut += np.clip(seconds - before.end_seconds, 0, gap)
        return seconds - cut

    def samples_of_parts(self, times_seconds: FloatArray) -> list[slice]:
        """Of samples at these times, in ascending order: those of each part that has any."""
        starts = [part.start_seconds for part in self.sampled_parts[1:]]
        bounds = [0, *np.searchsorted(times_seconds, starts).tolist(), len(times_seconds)]
        return [slice(first, last) for first, last in pairwise(bounds) if first < last]

    def is_in_gap(self, seconds: FloatArray) -> BoolArray:
        """(N,): whether times in the film lie between two parts."""
        inside = np.zeros(len(seconds), np.bool_)
        for before, after in pairwise(self.sampled_parts):
            inside |= (seconds >= before.end_seconds) & (seconds < after.start_seconds)
        return inside


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a film apart from its colors.

    Times are in seconds. `start_seconds` is the presentation time of the first frame: 0 for
    most films, but 1.4 for many .ts files. All other times count from there. `width` and
    `height` are the coded size. `modified_ns` is the file's time of last change. `path_digest`
    tells two films of one name apart; a fingerprint file calls it `place`.
    """

    name: str
    title: str
    year: int | None
    start_seconds: float
    duration_seconds: float
    width: int
    height: int
    codec: str
    frame_rate: float | None
    size_bytes: int
    modified_ns: int
    color: ColorTags
    picture_area: PictureArea
    picture_span: PictureSpan
    rotation: int = 0
    path_digest: str = msgspec.field(default="", name="place")

    def __post_init__(self) -> None:
        rate, area = self.frame_rate, self.picture_area
        _check("year", self.year is None or 1 <= self.year <= 9999, "from 1 to 9999")
        _check("start_seconds", math.isfinite(self.start_seconds), "a finite number")
        _check("duration_seconds", 0 <= self.duration_seconds < math.inf, "from 0 on")
        _check("width", self.width >= 1, "at least 1")
        _check("height", self.height >= 1, "at least 1")
        _check("frame_rate", rate is None or 0 < rate < math.inf, "more than 0")
        _check("size_bytes", self.size_bytes >= 0, "from 0 on")
        _check("rotation", -360 <= self.rotation <= 360, "from -360 to 360")
        inside = area.x + area.width <= self.width and area.y + area.height <= self.height
        _check("picture_area", inside, "within the frame")


def _check(field: str, valid: bool, legal: str) -> None:
    if not valid:
        raise ValueError(f"{field} must be {legal}")


def digest_of_path(path: FilmPath) -> str:
    """16 hex digits that are different for another path, and do not tell the path."""
    real = os.path.realpath(path) if isinstance(path, Path) else str(path)
    return blake2b(os.fsencode(real), digest_size=8).hexdigest()
