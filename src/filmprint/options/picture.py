"""Picture options: how a fingerprint is drawn, and what each style defaults to."""

import re
from dataclasses import dataclass, fields
from typing import Annotated, Literal, TypedDict, get_args

from msgspec import Meta

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import (
    Time,
    check_choice,
    check_text,
    names_in,
    parse_seconds,
    shown,
)
from filmprint.options.paper_sizes import parse_length, parse_size

Prefer = Literal["share", "vivid"]
Order = Literal["share", "lightness", "hue"]
Coordinates = Literal["oklab", "cielab"]
PictureFormat = Literal["png", "jpg", "tiff", "pdf", "svg"]
PICTURE_FORMATS: tuple[PictureFormat, ...] = get_args(PictureFormat)

OVER_BARS, OVER_PALE_BARS = "#ffffff99", "#00000099"
"""Colors of a title over bars, and over pale ones."""

MAX_TITLE = 500

MAX_PICTURE_SIDE = 30_000
"""Pixels; a picture of 30,000 x 30,000 takes 3.6 GB while it is drawn."""


@dataclass(frozen=True)
class StyleDefaults:
    """What a style is drawn with where the options do not say, and what it needs to be gathered.

    `stills` is how many it needs; more than `MOST_CHOSEN_STILLS` are spread evenly.
    """

    size: str
    margin: str = "0"
    background: str = "#ffffff"
    order: Order = "share"
    loudness: bool = False
    frame_columns: bool = False
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
    "mosaic": StyleDefaults("12x16", margin="6%", background="#161616", stills=1200),
    "curves": StyleDefaults("16x12", margin="6%", background="#f7f5f0"),
    "barcode": StyleDefaults("16x9", frame_columns=True),
    "barcode-ring": StyleDefaults("10x10", margin="7%", background="#f7f5f0", frame_columns=True),
    "slitscan": StyleDefaults("16x9", frame_columns=True),
}
"""The styles by name; each has a module of that name in `render/styles/`."""


WITH_AXIS = ("strip", "space")
"""The styles that can have axes."""

WITH_ROWS = ("mosaic",)
"""The styles whose rows are a length of time."""

BY_SHOT = ("poster", "strip", "stack", "ring", "half-ring", "palette", "curves")
"""The styles that can be drawn by shot."""

Text = Annotated[str, Meta(max_length=MAX_TITLE)]
"""A title or caption."""


@dataclass(frozen=True, kw_only=True)
class _PictureFields(Options):
    """The options of pictures, whether one is drawn or several are asked for."""

    style: str = "poster"
    """Pictures to draw, with commas between several: poster, strip, stack, ring, half-ring,
    space, wave, wave-ring, palette, stills, mosaic, curves, barcode, barcode-ring, slitscan."""

    dominant: Annotated[int, Meta(ge=1, le=64)] = 1
    """Rows of bars: the D colors with the largest share (1 to 64)."""

    prefer: Prefer = "share"
    """Which colors of a sample make its bars: share, the largest; vivid, by share and chroma."""

    colors: Annotated[int, Meta(ge=5, le=12)] = 8
    """Colors of the film's palette (5 to 12); fewer where it has no more."""

    order: Order | None = None
    """Order of the colors of a sample, from the top: share, lightness or hue. Without it: the
    style's own."""

    smooth: Annotated[float, Meta(ge=0, le=86_400)] = 0.0
    """Seconds over which colors are blended in time (0 to 86400)."""

    axis: bool = False
    """Draw a time axis under a strip, scales around the views of space."""

    coordinates: Coordinates = "oklab"
    """Color space of the style space: oklab or cielab."""

    row: Time | None = None
    """Time that a row of the mosaic lasts: seconds or hh:mm:ss, 1 second to a day. Without it: a
    minute, or less in a short film."""

    title: Text | None = None
    """Title on the picture; \\n breaks lines, \\\\n is a backslash and an n. Without it: made from
    the film's file name."""

    no_title: bool = False
    """Draw no title."""

    caption: Text | None = None
    """A second, smaller line: the year, the director."""

    size: str | None = None
    """Size of the picture: 10x10 (inches), 50x70cm, 1920x1080px, A0 to A6, letter, legal, tabloid,
    'A3 landscape', 16:9, hd, phone. Without it: the style's own."""

    dpi: Annotated[int, Meta(ge=10, le=2400)] = 500
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

    font: Annotated[str, Meta(min_length=1, max_length=4096)] | None = None
    """Title font: the name of an installed font or a font file. Without it: Montserrat Light."""

    text_color: str | None = None
    """Title color: a name or #rrggbb, or #rrggbbaa for a see-through one. Without it: #ffffff99
    over bars (#00000099 over pale ones), dark or light on a background."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_text("title", self.title)
        check_text("caption", self.caption)
        _check_color("text-color", self.text_color)
        _check_color("background", self.background, opaque=True)
        if self.row_seconds is not None and not 1 <= self.row_seconds <= 86_400:
            raise OptionError(f"--row must be from 1 second to a day, not {shown(self.row)}.")

    @property
    def row_seconds(self) -> float | None:
        """The length of `row`, None where the picture chooses it."""
        return None if self.row is None else parse_seconds("row", self.row)


@dataclass(frozen=True, kw_only=True)
class Picture(_PictureFields):
    """One picture to draw: in one style, for one file. See `PictureRequest` for several."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_choice("style", self.style, tuple(STYLES))
        check_choice("format", self.format, PICTURE_FORMATS)
        if self.axis and self.style not in WITH_AXIS:
            raise OptionError(f"--axis: of the styles, {', '.join(WITH_AXIS)} alone can have one.")
        if self.row is not None and self.style not in WITH_ROWS:
            raise OptionError(f"--row: of the styles, {', '.join(WITH_ROWS)} alone has rows.")
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
                f"--margin must be at most 40% of the shorter side, not {self.margin}; it leaves "
                "no room for a picture."
            )

    @property
    def defaults(self) -> StyleDefaults:
        """What the style is drawn with where the options do not say."""
        return STYLES[self.style]

    def title_of(self, film_title: str) -> str:
        """The text to draw for a film of that title; "" for none.

        In `title`, a backslash and an n break the line; two backslashes and an n are text.
        """
        if self.no_title:
            return ""
        if self.title is None:
            return film_title[:MAX_TITLE]
        return re.sub(r"\\(\\?n)", lambda match: "\n" if match[1] == "n" else r"\n", self.title)

    @property
    def size_inches(self) -> tuple[float, float]:
        """Width and height of `size`, without the bleed."""
        size = self.defaults.size if self.size is None else self.size
        return parse_size("size", size, self.dpi)

    @property
    def size_pixels(self) -> tuple[int, int]:
        """Width and height at `dpi`, with the bleed on all sides, in the nearest whole pixels."""
        width, height = (side + 2 * self.bleed_inches for side in self.size_inches)
        return round(width * self.dpi), round(height * self.dpi)

    @property
    def bleed_inches(self) -> float:
        """Width of `bleed`."""
        return parse_length("bleed", self.bleed, self.dpi)

    @property
    def margin_inches(self) -> float:
        """Width of `margin`."""
        text = self.defaults.margin if self.margin is None else self.margin
        return parse_length("margin", text, self.dpi, whole=min(self.size_inches))


@dataclass(frozen=True, kw_only=True)
class PictureRequest(_PictureFields):
    """The pictures that are asked for: in several styles (`style`), each in several formats."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.styles:
            raise OptionError(f"--style needs at least one of {', '.join(STYLES)}.")
        if not self.formats:
            raise OptionError(f"--format needs at least one of {', '.join(PICTURE_FORMATS)}.")
        if self.axis and not set(self.styles) & set(WITH_AXIS):
            raise OptionError(f"--axis: of the styles, {', '.join(WITH_AXIS)} alone can have one.")
        if self.row is not None and not set(self.styles) & set(WITH_ROWS):
            raise OptionError(f"--row: of the styles, {', '.join(WITH_ROWS)} alone has rows.")
        for name in self.formats:
            check_choice("format", name, PICTURE_FORMATS)
        _ = self.pictures  # each checks itself

    @property
    def styles(self) -> tuple[str, ...]:
        """The names in `style`, each once."""
        return names_in(self.style)

    def check_by_shot(self) -> None:
        """Raise `OptionError` where the pictures cannot be drawn by shot."""
        if not set(self.styles) <= set(BY_SHOT):
            raise OptionError(f"--shots: of the styles, {', '.join(BY_SHOT)} alone can be by shot.")
        if self.smooth:
            raise OptionError("--smooth blends samples; with --shots, shots are not blended.")

    @property
    def formats(self) -> tuple[str, ...]:
        """The names in `format`, each once."""
        aliases = {"jpeg": "jpg", "tif": "tiff"}
        return tuple(dict.fromkeys(aliases.get(name, name) for name in names_in(self.format)))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """A picture of each style, to be written in each of `formats`."""
        return tuple(self.picture(style) for style in self.styles)

    @property
    def only_picture(self) -> Picture:
        """The picture, where there can be but one style. Raises `OptionError` for several."""
        if len(self.styles) != 1:
            raise OptionError(f"--style {self.style}: only one can be drawn here.")
        return self.picture(self.styles[0])

    def picture(self, style: str) -> Picture:
        """The picture in that style, with these options."""
        options = {field.name: getattr(self, field.name) for field in fields(self)}
        options |= {"style": style, "format": Picture.format}
        options["axis"] = self.axis and style in WITH_AXIS
        options["row"] = self.row if style in WITH_ROWS else None
        return Picture(**options)


def _check_color(name: str, color: str | None, *, opaque: bool = False) -> None:
    if color is None:
        return
    from matplotlib.colors import to_rgba  # slow to load, and rarely needed here

    try:
        alpha = to_rgba(color)[3]
    except ValueError as error:
        raise OptionError(
            f"--{name} {shown(color)}: neither a color's name nor #rrggbb or #rrggbbaa."
        ) from error
    if opaque and alpha < 1:
        raise OptionError(f"--{name} {color}: must be opaque.")


class PictureOptions(TypedDict, total=False):
    """The fields of `Picture` as keyword arguments, but for `style` and `format`."""

    dominant: int
    prefer: Prefer
    colors: int
    order: Order | None
    smooth: float
    axis: bool
    coordinates: Coordinates
    row: float | str | None
    title: str | None
    no_title: bool
    caption: str | None
    size: str | None
    dpi: int
    margin: str | None
    bleed: str
    background: str | None
    font: str | None
    text_color: str | None
