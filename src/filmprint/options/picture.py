"""Picture options: how a fingerprint is drawn, and what each style defaults to."""

from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from filmprint.errors import OptionError
from filmprint.options.checks import check_choice, check_range
from filmprint.options.paper_sizes import parse_length, parse_size

Order = Literal["share", "lightness", "hue"]


PICTURE_FORMATS = ("png", "jpg", "tiff", "pdf", "svg")


OVER_BARS = "#ffffff99"
"""Color of a title over bars."""


MAX_TITLE = 500


MAX_PICTURE_SIDE = 30_000
"""Pixels; a picture of 30,000 x 30,000 takes 3.6 GB while it is drawn."""


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
"""The styles by name; each has a module of that name in `render/styles/`."""


WITH_AXIS = ("strip",)
"""The styles that can have a time axis."""


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


class PictureOptions(TypedDict, total=False):
    """The fields of `Picture` as keyword arguments, but for `style` and `format`."""

    dominant: int
    colors: int
    order: Order | None
    smooth: float
    axis: bool
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


def _names(text: str) -> tuple[str, ...]:
    """The names in "a,b", each once."""
    names = (name.strip().lower() for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))
