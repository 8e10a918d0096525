"""Sampling options: which moments of a film are used, at what size, and how."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import Area, Box, Time, parse_area, parse_box, parse_seconds
from filmprint.options.film_reading import FilmReading

Trim = Literal["black", "credits", "none"]

MAX_SAMPLES = 100_000


@dataclass(frozen=True, kw_only=True)
class _Moments(Options):
    """Which moments are sampled: a class of its own only so that the help has them first."""

    frames: Annotated[int, Meta(ge=1, le=MAX_SAMPLES)] = 3600
    """Samples, spread evenly over the film's time (1 to 100000)."""

    start: Time | None = None
    """Where to begin: seconds or hh:mm:ss, negative counts from the end."""

    end: Time | None = None
    """Where to stop: seconds or hh:mm:ss, negative counts from the end."""

    chapter: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    """A chapter of the film in place of --start and --end: its name, or its number from 1 on."""


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
            if value is not None:
                object.__setattr__(self, name, parse_seconds(name, value))
        if self.chapter is not None and (self.start, self.end) != (None, None):
            raise OptionError("--chapter says where to begin and stop; --start and --end cannot.")
        if self.crop not in ("auto", "none"):
            parse_area("crop", self.crop)
        parse_box("scale", self.scale)

    @property
    def trims_start(self) -> bool:
        """Whether black before the first picture is looked for."""
        return self.trim != "none" and self.start is None and self.chapter is None

    @property
    def trims_end(self) -> bool:
        """Whether black after the last picture is looked for, and credits."""
        return self.trim != "none" and self.end is None and self.chapter is None

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of `scale`, in pixels."""
        return parse_box("scale", self.scale)

    def range_seconds(self, duration: Fraction) -> tuple[Fraction, Fraction]:
        """`start` and `end` in a film of that duration, both counted from its first frame.

        Raises `OptionError` when nothing of the film lies between them.
        """

        def position(value: float | str | None, default: Fraction) -> Fraction:
            if value is None:
                return default
            seconds = Fraction(value).limit_denominator(1_000_000)
            return min(max(seconds + duration if seconds < 0 else seconds, Fraction(0)), duration)

        start, end = position(self.start, Fraction(0)), position(self.end, duration)
        if start >= end:
            given = [
                f"--{name} {float(value):g} s"
                for name, value in (("start", self.start), ("end", self.end))
                if value is not None
            ]
            raise OptionError(
                f"nothing of the film, {float(duration):g} seconds long, is left with "
                f"{' and '.join(given)}."
            )
        return start, end
