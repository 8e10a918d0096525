"""Every option: its one default, its legal range, its help.

The command line is made from these dataclasses (the text under a field is its help), and
`docs/usage.md` is checked against them. Each checks itself when it is made and raises
`OptionError`.
"""

import os
from dataclasses import asdict, dataclass, fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from .checks import check_choice, check_range, parse_area, parse_pair, parse_seconds
from .errors import OptionError
from .paper import parse_length, parse_size

Method = Literal["kmeans", "minibatch", "average"]
Space = Literal["oklab", "srgb"]
Trim = Literal["black", "credits", "none"]
Order = Literal["share", "lightness", "hue"]
Sort = Literal["title", "year", "lightness", "hue", "given"]

PICTURE_FORMATS = ("png", "jpg", "tiff", "pdf", "svg")
FrameFormat = Literal["png", "jpg"]
FRAME_FORMAT: FrameFormat = "png"

HARDWARE = ("none", "auto", "cuda", "d3d11va", "d3d12va", "drm", "dxva2", "mediacodec", "qsv",
            "vaapi", "vdpau", "videotoolbox", "vulkan")  # fmt: skip

OUTPUT_FOLDER = Path()
DEMO_FOLDER = Path("filmprint-demo")

OVER_BARS = "#ffffff99"
"""Color of a title over bars."""

MAX_TITLE = 500

MAX_PICTURE_SIDE = 30_000
"""Pixels; a picture of 30,000 x 30,000 takes 3.6 GB while it is drawn."""


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


@dataclass(frozen=True, kw_only=True)
class Clustering:
    """How the pixels of a frame become a few colors."""

    clusters: int = 7
    """Colors kept for a sample, with their shares (1 to 64)."""

    method: Method = "kmeans"
    """kmeans: weighted histogram, repeatable; minibatch: all pixels through scikit-learn's
    MiniBatchKMeans; average: the color of the frame's mean light alone."""

    space: Space = "oklab"
    """Space in which colors are near or far: oklab as eyes see it, srgb as files store it. With
    srgb, the average is of stored values, as in most other programs."""

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


@dataclass(frozen=True)
class StyleDefaults:
    """What a style is drawn with where the options do not say, and what it needs to be gathered."""

    size: str
    margin: str = "0"
    background: str = "#ffffff"
    order: Order = "share"
    loudness: bool = False
    stills: int = 0


STYLES = {
    "poster": StyleDefaults("10x10"),
    "strip": StyleDefaults("20x4", background="#f7f5f0"),
    "stack": StyleDefaults("16x9", order="lightness"),
    "space": StyleDefaults("16x9", margin="7%", background="#232326"),
    "ring": StyleDefaults("10x10", margin="7%", background="#f7f5f0"),
    "half-ring": StyleDefaults("12x7", margin="9%", background="#f7f5f0"),
    "wave": StyleDefaults("16x10", margin="6%", background="#f7f5f0", loudness=True, stills=12),
    "wave-ring": StyleDefaults(
        "12x12", margin="5%", background="#f7f5f0", loudness=True, stills=12
    ),
    "palette": StyleDefaults("12x16", margin="8%", background="#f7f5f0", stills=12),
    "stills": StyleDefaults("16x10", margin="6%", background="#161616", stills=12),
}
"""The styles by name; `render/drawing.py` has the function of each."""

WITH_AXIS = ("strip",)
"""The styles that can have a time axis."""


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What is gathered from a film besides its colors."""

    loudness: bool = False
    """Measure how loud the film is at each sample (EBU R128)."""

    stills: int = 0
    """Small frames to keep, on one sheet FILM.stills.jpg (0 to 60). With 0, as many as a style
    needs."""

    def __post_init__(self) -> None:
        check_range("stills", self.stills, 0, 60)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How a fingerprint is drawn."""

    style: str = "poster"
    """Pictures to draw, with commas between several: poster, strip, stack, ring, half-ring,
    space, wave, wave-ring, palette, stills."""

    dominant: int = 1
    """Rows of bars: the D colors with the largest share (1 to 64)."""

    colors: int = 8
    """Colors of the film's palette (5 to 12); fewer where it has no more."""

    order: Order | None = None
    """Order of the colors of a sample, from the top: share, lightness or hue. Without it: the
    style's own."""

    smooth: float = 0.0
    """Seconds over which colors are blended in time (0 to 86400)."""

    axis: bool = False
    """Draw a time axis under a strip."""

    title: str | None = None
    """Title on the picture; \\n breaks lines. Without it: made from the film's file name."""

    no_title: bool = False
    """Draw no title."""

    caption: str | None = None
    """A second, smaller line: the year, the director."""

    size: str | None = None
    """Size of the picture: 10x10 (inches), 50x70cm, 1920x1080px, A0 to A6, letter, legal, tabloid,
    'A3 landscape', 16:9, hd, phone. Without it: the style's own."""

    dpi: int = 500
    """Pixels an inch (10 to 2400)."""

    margin: str | None = None
    """Free border inside the size: 2cm, 0.5in, 20px, or 5% of the shorter side. Without it: the
    style's own."""

    bleed: str = "0"
    """Strip around the size that the printer cuts off: 3mm, 0.125in (at most 2in)."""

    background: str | None = None
    """Color around and behind the picture: a name or #rrggbb. Without it: the style's own."""

    format: str = "png"
    """Files to write, with commas between several: png, jpg, tiff, pdf, svg."""

    font: str | None = None
    """Title font: the name of an installed font or a font file. Without it: Montserrat Light."""

    text_color: str | None = None
    """Title color: a name or #rrggbb, or #rrggbbaa for a see-through one. Without it: #ffffff99
    over bars, dark or light on a background."""

    def __post_init__(self) -> None:
        check_range("dominant", self.dominant, 1, 64)
        check_range("colors", self.colors, 5, 12)
        check_range("dpi", self.dpi, 10, 2400)
        check_range("smooth", self.smooth, 0, 86_400)
        if self.axis and not set(self.styles) & set(WITH_AXIS):
            raise OptionError(f"--axis: of the styles, {', '.join(WITH_AXIS)} alone can have one.")
        if self.order is not None:
            check_choice("order", self.order, ("share", "lightness", "hue"))
        if not self.styles:
            raise OptionError(f"--style needs at least one of {', '.join(STYLES)}.")
        for name in self.styles:
            check_choice("style", name, tuple(STYLES))
        for name, text in (("title", self.title), ("caption", self.caption)):
            if text is not None and len(text) > MAX_TITLE:
                raise OptionError(f"--{name} must be at most {MAX_TITLE} characters.")
        if not self.formats:
            raise OptionError(f"--format needs at least one of {', '.join(PICTURE_FORMATS)}.")
        for name in self.formats:
            check_choice("format", name, PICTURE_FORMATS)
        for picture in self.single() if len(self.styles) > 1 else (self,):
            picture._check_size()

    def _check_size(self) -> None:
        for side, pixels in zip(self.size_inches, self.size_pixels, strict=True):
            if not (side >= 0.1 and 1 <= pixels <= MAX_PICTURE_SIDE):
                raise OptionError(
                    f"--size {self.size} at --dpi {self.dpi} is {self.size_pixels[0]} x "
                    f"{self.size_pixels[1]} pixels; each side must be from 0.1 inch to "
                    f"{MAX_PICTURE_SIDE} pixels."
                )
        if self.bleed_inches > 2:
            raise OptionError(f"--bleed must be at most 2in, not {self.bleed}.")
        if self.margin_inches > 0.4 * min(self.size_inches):
            raise OptionError(
                f"--margin {self.margin} leaves no room for a picture; at most 40% of the shorter "
                "side."
            )

    @property
    def styles(self) -> tuple[str, ...]:
        """The names in `style`, each once."""
        return _names(self.style)

    def single(self) -> "tuple[Picture, ...]":
        """One picture for each style."""
        return tuple(
            replace(self, style=name, axis=self.axis and name in WITH_AXIS) for name in self.styles
        )

    @property
    def only_style(self) -> str:
        """The style, where there can be but one. Raises `OptionError` for several."""
        if len(self.styles) != 1:
            raise OptionError(f"--style {self.style}: only one can be drawn here.")
        return self.styles[0]

    @property
    def defaults(self) -> StyleDefaults:
        """What the (first) style is drawn with where the options do not say."""
        return STYLES[self.styles[0]]

    def title_of(self, film_title: str) -> str:
        """The text to draw for a film of that title; "" for none."""
        if self.no_title:
            return ""
        return film_title[:MAX_TITLE] if self.title is None else self.title.replace("\\n", "\n")

    @property
    def size_inches(self) -> tuple[float, float]:
        """Width and height of `size`, without the bleed."""
        return parse_size("size", self.size or self.defaults.size, self.dpi)

    @property
    def size_pixels(self) -> tuple[int, int]:
        """Width and height at `dpi` in whole pixels, with the bleed on all sides."""
        width, height = self.size_inches
        bleed = 2 * round(self.bleed_inches * self.dpi)
        return round(width * self.dpi) + bleed, round(height * self.dpi) + bleed

    @property
    def bleed_inches(self) -> float:
        """Width of `bleed`."""
        return parse_length("bleed", self.bleed, self.dpi)

    @property
    def margin_inches(self) -> float:
        """Width of `margin`."""
        text = self.defaults.margin if self.margin is None else self.margin
        return parse_length("margin", text, self.dpi, whole=min(self.size_inches))

    @property
    def formats(self) -> tuple[str, ...]:
        """The names in `format`, each once."""
        aliases = {"jpeg": "jpg", "tif": "tiff"}
        return tuple(dict.fromkeys(aliases.get(name, name) for name in _names(self.format)))


def _names(text: str) -> tuple[str, ...]:
    """The names in "a,b", each once."""
    names = (name.strip().lower() for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


PANEL = StyleDefaults("16in", margin="6%", background="#f7f5f0")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """How pictures of many films are put on one sheet."""

    sort: Sort = "title"
    """Order of the films: title, year, lightness, hue, or given (as they were named)."""

    columns: int | None = None
    """Films in a row (1 to 100). Without it: as many as make the sheet about square, or its
    pictures largest where --size is given."""

    width: str = PANEL.size
    """Width of the sheet, whose height follows (with --size it does not count)."""

    name: str = "panel"
    """Name of the files, without a suffix."""

    def __post_init__(self) -> None:
        check_choice("sort", self.sort, ("title", "year", "lightness", "hue", "given"))
        if self.columns is not None:
            check_range("columns", self.columns, 1, 100)
        if not self.name or set(self.name) & set("/\\\0"):
            raise OptionError("--name must be a file's name, without folders; see --output.")


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


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a film may cost. One that takes more fails; the others go on."""

    max_pixels: int = 100_000_000
    """Pixels of a frame (1 to 268435456, the most that FFmpeg decodes). 8K has 33 million."""

    max_memory: int = 4096
    """Megabytes of memory for each worker process (512 to 1048576). Linux only."""

    max_stall: float | str = 300
    """Time without any progress: seconds or hh:mm:ss (5 seconds or more)."""

    max_time: float | str = "24:00:00"
    """Time for one film: seconds or hh:mm:ss (1 second or more)."""

    def __post_init__(self) -> None:
        check_range("max-pixels", self.max_pixels, 1, 2**28)
        check_range("max-memory", self.max_memory, 512, 2**20)
        for name, seconds, least in (
            ("max-stall", self.stall_seconds, 5), ("max-time", self.time_seconds, 1),
        ):  # fmt: skip
            if seconds < least:
                raise OptionError(f"--{name} must be at least {least} seconds.")

    @property
    def stall_seconds(self) -> float:
        """`max_stall` as a number."""
        return parse_seconds("max-stall", self.max_stall)

    @property
    def time_seconds(self) -> float:
        """`max_time` as a number."""
        return parse_seconds("max-time", self.max_time)


def as_json(options: Any) -> dict[str, Any]:
    """An options dataclass as plain data, in the order of its fields."""
    return asdict(options)


def from_json(kind: type[Any], data: dict[str, Any]) -> Any:
    """The options dataclass `kind` from plain data; fields it does not know are ignored."""
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in data.items() if name in known})
