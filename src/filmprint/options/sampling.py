"""Sampling options: which moments of a film are used, at what size, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import Area, Box, Times, parse_area, parse_box, parse_seconds
from filmprint.options.film_reading import FilmReading
from filmprint.options.times import clock_from_either_end

Trim = Literal["black", "credits", "none"]

MAX_SAMPLES = 100_000

T = TypeVar("T")

ChapterName = Annotated[str, Meta(min_length=1, max_length=500)]


@dataclass(frozen=True)
class FilmPart:
    """A part of a film, in seconds from its first frame, longer than 0."""

    start: Fraction
    end: Fraction


@dataclass(frozen=True, kw_only=True)
class _Moments(Options):
    """Which moments are sampled: a class of its own only so that the help has them first."""

    frames: Annotated[int, Meta(ge=1, le=MAX_SAMPLES)] = 3600
    """Samples, spread evenly over the film's time (1 to 100000)."""

    start: Times | None = None
    """Where to begin: seconds or hh:mm:ss, negative counts from the end. For several parts of the
    film, --start and --end for each of them."""

    end: Times | None = None
    """Where to stop: seconds or hh:mm:ss, negative counts from the end."""

    chapter: ChapterName | Sequence[ChapterName] | None = None
    """A chapter of the film in place of --start and --end: its name, or its number from 1 on. More
    than once for several."""


@dataclass(frozen=True, kw_only=True)
class Sampling(FilmReading, _Moments):
    """Which moments of the film are sampled, at what size, and in what light."""

    fast: bool = False
    """Decode key frames and little else: much sooner, for a first look, not for measuring."""

    scale: Box = "640x370"
    """Working size: the picture is scaled down to fit into this box (8x8 to 4096x4096)."""

    crop: Area = "auto"
    """Part of the frame that is picture: auto finds letterbox and pillarbox bars and leaves them
    out; none takes all; WxH+X+Y says it, in stored pixels from the top left."""

    trim: Trim = "black"
    """What is not sampled, unless --start or --end says where to begin or stop: black before the
    first and after the last picture; credits also the end credits; none samples all."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, value in (("start", self.start), ("end", self.end)):
            seconds = [parse_seconds(name, each) for each in _each(value)]
            object.__setattr__(self, name, _as_field(seconds))
        object.__setattr__(self, "chapter", _as_field(self.chapters))
        if self.chapter is not None and (self.start, self.end) != (None, None):
            raise OptionError("--chapter says where to begin and stop; --start and --end cannot.")
        _check_order(self._bounds())
        if self.crop not in ("auto", "none"):
            parse_area("crop", self.crop)
        parse_box("scale", self.scale)

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters to sample; none where `start` and `end` say what to sample."""
        return _each(self.chapter)

    @property
    def trims_start(self) -> bool:
        """Whether black before the first picture is looked for."""
        return self.trim != "none" and self._bounds()[0].start is None and not self.chapters

    @property
    def trims_end(self) -> bool:
        """Whether black after the last picture is looked for, and credits."""
        return self.trim != "none" and self._bounds()[-1].end is None and not self.chapters

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of `scale`, in pixels."""
        return parse_box("scale", self.scale)

    def parts(self, duration: Fraction) -> tuple[FilmPart, ...]:
        """The parts that `start` and `end` name in a film of that duration, in order.

        Raises `OptionError` when nothing of the film lies in one of them, or where two overlap.
        """

        def position(seconds: float | None, default: Fraction) -> Fraction:
            if seconds is None:
                return default
            exact = Fraction(seconds).limit_denominator(1_000_000)
            return min(max(exact + duration if seconds < 0 else exact, Fraction(0)), duration)

        parts = []
        for bounds in self._bounds():
            start, end = position(bounds.start, Fraction(0)), position(bounds.end, duration)
            if start >= end:
                raise OptionError(
                    f"nothing of the film, {float(duration):g} seconds long, is left with {bounds}."
                )
            parts.append(FilmPart(start, end))
        return in_order(parts)

    def _bounds(self) -> tuple["_Bounds", ...]:
        """What `start` and `end` say of each part. Raises `OptionError` where they are no pairs."""
        starts, ends = _each(self.start), _each(self.end)  # in seconds by now
        if abs(len(starts) - len(ends)) > 1:
            counts = sorted([(len(starts), "--start"), (len(ends), "--end")], reverse=True)
            (more, one), (fewer, other) = counts
            raise OptionError(
                f"{one} is given {more} times, {other} {fewer}; each part needs both, but the "
                "first may begin with the film and the last may end with it."
            )
        count = max(len(starts), len(ends), 1)
        before, after = [None] * (count - len(starts)), [None] * (count - len(ends))
        return tuple(map(_Bounds, [*before, *starts], [*ends, *after]))


def in_order(parts: Sequence[FilmPart]) -> tuple[FilmPart, ...]:
    """The parts, those that touch as one. Raises `OptionError` where they are not in the film's
    order, or overlap."""
    joined = [parts[0]]
    for part in parts[1:]:
        before = joined[-1]
        if part.start < before.end:
            raise OptionError(
                f"the part from {float(part.start):g} s to {float(part.end):g} s begins before the "
                f"one to {float(before.end):g} s ends; parts are in the film's order and do not "
                "overlap."
            )
        if part.start == before.end:
            joined[-1] = FilmPart(before.start, part.end)
        else:
            joined.append(part)
    return tuple(joined)


@dataclass(frozen=True)
class _Bounds:
    """Where a part begins and ends, in seconds that count from the film's end where negative."""

    start: float | None
    end: float | None

    def __str__(self) -> str:
        given = (("start", self.start), ("end", self.end))
        return " and ".join(
            f"--{name} {clock_from_either_end(value)}" for name, value in given if value is not None
        )


def _check_order(parts: Sequence[_Bounds]) -> None:
    """Raise `OptionError` where parts are not in order, as far as that needs no film."""
    for part in parts:
        if _is_before(part.end, part.start) or (part.start == part.end is not None):
            raise OptionError(
                f"{part}: the end is not after the start. To leave out what is between two times, "
                "give the film's first part, and where the next one starts: --start 0 --end 50:00 "
                "--start 1:05:00."
            )
    for before, part in pairwise(parts):
        if _is_before(part.start, before.end):
            raise OptionError(
                f"{_Bounds(None, before.end)} is after the next {_Bounds(part.start, None)}; parts "
                "are in the film's order and do not overlap."
            )


def _is_before(one: float | None, other: float | None) -> bool:
    """Whether a time is before another in any film."""
    return one is not None and other is not None and one < other and (one < 0) == (other < 0)


def _each(value: object) -> tuple[Any, ...]:
    """The values of a field that may have none, one or several."""
    if isinstance(value, list | tuple):
        return tuple(value)
    return () if value is None else (value,)


def _as_field(values: Sequence[T]) -> T | tuple[T, ...] | None:
    """The same as the field has it: one value stands by itself."""
    return tuple(values) if len(values) > 1 else next(iter(values), None)
