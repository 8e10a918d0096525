"""Sampling options: which moments of a film are used, at what size, and how."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from filmprint.errors import OptionError
from filmprint.options.checks import (
    check_choice,
    check_range,
    parse_area,
    parse_pair,
    parse_seconds,
)

Trim = Literal["black", "credits", "none"]


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """Which moments of the film are looked at, at what size, and in what light."""

    frames: int = 3600
    """Samples, spread evenly over the film's time (1 to 100000)."""

    start: float | str | None = None
    """Where to begin: seconds or hh:mm:ss, negative counts from the end."""

    end: float | str | None = None
    """Where to stop: seconds or hh:mm:ss, negative counts from the end."""

    fast: bool = False
    """Decode key frames and little else: much sooner, for a first look, not for measuring."""

    scale: str = "640x370"
    """Working size: the picture is scaled down to fit into this box (8x8 to 4096x4096)."""

    crop: str = "auto"
    """Part of the frame that is picture: auto finds letterbox and pillarbox bars and leaves them
    out; none takes all; WxH+X+Y says it, in stored pixels from the top left."""

    trim: Trim = "black"
    """What is not sampled, unless --start or --end says where to begin or stop: black before the
    first and after the last picture; credits also the end credits; none samples all."""

    hdr_peak: float | None = None
    """Brightest light of an HDR film in nits (100 to 10000). Without it: what the film says, else
    1000."""

    def __post_init__(self) -> None:
        check_range("frames", self.frames, 1, 100_000)
        for name, value in (("start", self.start), ("end", self.end)):
            if value is not None:
                object.__setattr__(self, name, parse_seconds(name, value))
        check_choice("trim", self.trim, ("black", "credits", "none"))
        if self.crop not in ("auto", "none"):
            parse_area("crop", self.crop)
        if self.hdr_peak is not None:
            check_range("hdr-peak", self.hdr_peak, 100, 10_000)
        for side in self.box:
            if not (side == int(side) and 8 <= side <= 4096):
                raise OptionError(f"--scale must be from 8x8 to 4096x4096, not {self.scale}.")

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of `scale`, in pixels."""
        width, height = parse_pair("scale", self.scale, "640x370")
        return int(width), int(height)

    def range_seconds(self, duration: Fraction) -> tuple[Fraction, Fraction]:
        """`start` and `end` in a film of that duration, both counted from its first frame.

        Raises `OptionError` when nothing of the film lies between them.
        """

        def place(value: float | str | None, default: Fraction) -> Fraction:
            if value is None:
                return default
            seconds = Fraction(value).limit_denominator(1_000_000)
            return min(max(seconds + duration if seconds < 0 else seconds, Fraction(0)), duration)

        start, end = place(self.start, Fraction(0)), place(self.end, duration)
        if start >= end:
            raise OptionError(
                f"nothing lies between --start ({float(start):g} s) and --end "
                f"({float(end):g} s) in a film of {float(duration):g} seconds."
            )
        return start, end
