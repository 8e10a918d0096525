"""Every option: its one default, its legal range, its help.

The command line is made from these dataclasses (the text under a field is its help), and
`docs/usage.md` is checked against them. Each checks itself when it is made and raises
`OptionError`.
"""

import math
import os
import re
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from .errors import OptionError

Method = Literal["kmeans", "minibatch", "average"]
Space = Literal["oklab", "srgb"]

PICTURE_FORMATS = ("png", "jpg", "tiff", "pdf", "svg")
FrameFormat = Literal["png", "jpg"]
FRAME_FORMAT: FrameFormat = "png"

HARDWARE = ("none", "auto", "cuda", "d3d11va", "d3d12va", "drm", "dxva2", "mediacodec", "qsv",
            "vaapi", "vdpau", "videotoolbox", "vulkan")  # fmt: skip

OUTPUT_FOLDER = Path()
DEMO_FOLDER = Path("filmprint-demo")

MAX_TITLE = 500

MAX_PICTURE_SIDE = 30_000
"""Pixels; a picture of 30,000 x 30,000 takes 3.6 GB while it is drawn."""


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise `OptionError` unless low <= value <= high."""
    if not (isinstance(value, int | float) and low <= value <= high):
        raise OptionError(f"--{name} must be from {low} to {high}, not {value}.")


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise `OptionError` unless value is one of choices."""
    if value not in choices:
        raise OptionError(f"--{name} must be one of {', '.join(choices)}, not {value!r}.")


def parse_seconds(name: str, text: float | str) -> float:
    """Seconds from a number, "90", "90.5", "1:30" or "0:01:30", each also negative."""
    if isinstance(text, int | float) and math.isfinite(text):
        return float(text)
    match = re.fullmatch(r"(-?)(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?)", str(text).strip())
    if not match:
        raise OptionError(
            f"--{name} must be seconds (90.5) or hh:mm:ss (0:01:30), negative to count from "
            f"the end, not {text!r}."
        )
    sign, hours, minutes, seconds = match.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
    return -total if sign else total


def parse_pair(name: str, text: str, example: str) -> tuple[float, float]:
    """Two positive numbers from "10x8" (the sign × may stand between them)."""  # noqa: RUF002
    match = re.fullmatch(r"(\d+(?:\.\d*)?)\s*[xX×]\s*(\d+(?:\.\d*)?)", text.strip())  # noqa: RUF001
    if not match:
        raise OptionError(f"--{name} must be two numbers with an x between, as in {example}.")
    return float(match[1]), float(match[2])


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """Which moments of the film are looked at, and at what size."""

    frames: int = 3600
    """Samples, spread evenly over the film's time (1 to 100000)."""

    start: float | str | None = None
    """Where to begin: seconds or hh:mm:ss, negative counts from the end."""

    end: float | str | None = None
    """Where to stop: seconds or hh:mm:ss, negative counts from the end."""

    fast: bool = False
    """Decode key frames and little else: much sooner, for a first look, not for measuring."""

    scale: str = "640x370"
    """Working size: a frame is scaled down to fit into this box (8x8 to 4096x4096)."""

    def __post_init__(self) -> None:
        check_range("frames", self.frames, 1, 100_000)
        for name, value in (("start", self.start), ("end", self.end)):
            if value is not None:
                object.__setattr__(self, name, parse_seconds(name, value))
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


@dataclass(frozen=True, kw_only=True)
class Clustering:
    """How the pixels of a frame become a few colors."""

    clusters: int = 7
    """Colors kept for a sample, with their shares (1 to 64)."""

    method: Method = "kmeans"
    """kmeans: weighted histogram, repeatable; minibatch: all pixels through scikit-learn's
    MiniBatchKMeans; average: the frame's mean color alone."""

    space: Space = "oklab"
    """Space in which colors are near or far: oklab as eyes see it, srgb as files store it."""

    seed: int = 0
    """Seed of everything random (0 to 4294967295)."""

    def __post_init__(self) -> None:
        check_range("clusters", self.clusters, 1, 64)
        check_choice("method", self.method, ("kmeans", "minibatch", "average"))
        check_choice("space", self.space, ("oklab", "srgb"))
        check_range("seed", self.seed, 0, 2**32 - 1)

    @property
    def kept(self) -> int:
        """How many clusters a sample can have: `clusters`, or 1 for the average."""
        return 1 if self.method == "average" else self.clusters


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What is gathered from a film besides its colors."""

    loudness: bool = False
    """Measure how loud the film is at each sample (EBU R128)."""

    stills: int = 0
    """Small frames to keep, on one sheet FILM.stills.jpg (0 to 60)."""

    def __post_init__(self) -> None:
        check_range("stills", self.stills, 0, 60)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How a fingerprint is drawn."""

    dominant: int = 1
    """Rows of bars: the D colors with the largest share (1 to 64)."""

    colors: int = 8
    """Colors of the film's palette (5 to 12); fewer where it has no more."""

    title: str | None = None
    """Title on the picture; \\n breaks lines. Without it: made from the film's file name."""

    no_title: bool = False
    """Draw no title."""

    size: str = "10x10"
    """Width x height of the picture in inches."""

    dpi: int = 500
    """Pixels an inch (10 to 2400)."""

    format: str = "png"
    """Files to write, with commas between several: png, jpg, tiff, pdf, svg."""

    font: str | None = None
    """Title font: the name of an installed font or a font file. Without it: Montserrat Light."""

    text_color: str = "#ffffff99"
    """Title color: a name or #rrggbb, or #rrggbbaa for a see-through one."""

    def __post_init__(self) -> None:
        check_range("dominant", self.dominant, 1, 64)
        check_range("colors", self.colors, 5, 12)
        check_range("dpi", self.dpi, 10, 2400)
        for side, pixels in zip(self.size_inches, self.size_pixels, strict=True):
            if not (side >= 0.1 and 1 <= pixels <= MAX_PICTURE_SIDE):
                raise OptionError(
                    f"--size {self.size} at --dpi {self.dpi} is {self.size_pixels[0]} x "
                    f"{self.size_pixels[1]} pixels; each side must be from 0.1 inch to "
                    f"{MAX_PICTURE_SIDE} pixels."
                )
        if self.title is not None and len(self.title) > MAX_TITLE:
            raise OptionError(f"--title must be at most {MAX_TITLE} characters.")
        if not self.formats:
            raise OptionError(f"--format needs at least one of {', '.join(PICTURE_FORMATS)}.")
        for name in self.formats:
            check_choice("format", name, PICTURE_FORMATS)

    def title_of(self, film_title: str) -> str:
        """The text to draw for a film of that title; "" for none."""
        if self.no_title:
            return ""
        return film_title[:MAX_TITLE] if self.title is None else self.title.replace("\\n", "\n")

    @property
    def size_inches(self) -> tuple[float, float]:
        """Width and height of `size`."""
        return parse_pair("size", self.size, "10x10")

    @property
    def size_pixels(self) -> tuple[int, int]:
        """Width and height at `dpi`, rounded to whole pixels."""
        width, height = self.size_inches
        return round(width * self.dpi), round(height * self.dpi)

    @property
    def formats(self) -> tuple[str, ...]:
        """The names in `format`, each once."""
        names = (name.strip().lower() for name in self.format.split(","))
        aliases = {"jpeg": "jpg", "tif": "tiff"}
        return tuple(dict.fromkeys(aliases.get(name, name) for name in names if name))


@dataclass(frozen=True, kw_only=True)
class Execution:
    """How the work is done; none of it changes a result."""

    jobs: int | None = None
    """Worker processes (1 to 256). Without it: one for each core."""

    hwaccel: str = "none"
    """Decode on a graphics device: none, auto, or one of FFmpeg's names (cuda, vaapi, qsv,
    videotoolbox, d3d11va, vulkan). Where that cannot be, the processor decodes, with a note."""

    def __post_init__(self) -> None:
        check_choice("hwaccel", self.hwaccel, HARDWARE)
        if self.jobs is not None:
            check_range("jobs", self.jobs, 1, 256)

    @property
    def worker_count(self) -> int:
        """`jobs`, or the cores that this process may use."""
        if self.jobs is not None:
            return self.jobs
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


def as_json(options: Any) -> dict[str, Any]:
    """An options dataclass as plain data, in the order of its fields."""
    return asdict(options)


def from_json(kind: type[Any], data: dict[str, Any]) -> Any:
    """The options dataclass `kind` from plain data; fields it does not know are ignored."""
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in data.items() if name in known})
