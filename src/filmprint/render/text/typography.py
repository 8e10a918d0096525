"""Titles and captions, as large as their area lets them be, and single lines."""

from dataclasses import dataclass
from math import inf
from typing import Literal

from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.text.areas import Area, RectangularArea
from filmprint.render.text.fonts import (
    FontFallback,
    choose_fonts,
    line_outline,
    line_width,
    outline_extent,
)
from filmprint.render.text.line_breaks import given_lines, wrappings

LEADING = 1.12
"""From one baseline to the next, in font sizes."""
MARGIN = 0.1
"""Fraction of a canvas's width and height that a title leaves free on each side."""
LARGEST = 0.22
"""The largest font size, in shorter sides of the canvas: "Up" need not fill it."""
CAPTION, LARGEST_CAPTION = 0.3, 0.45
"""Font size of a caption, in font sizes of its title: the more, the smaller the title had to be."""
LEAST_CAPTION = 0.18
"""Font size below which a caption does not fall for a small title, in the title's largest one."""
CAPTION_ALONE = 0.35
"""Font size of a caption without a title, in the same."""
CAPTION_GAP = 0.72
"""From the baseline of the title to the capitals of the caption, in font sizes of the title."""
NEARLY_LARGEST = 0.9
"""Line breaks that give at least this part of the largest font size are as good as the best."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class TextStyle:
    """How a line is set.

    font
        The name of an installed font or a font file; None is Montserrat Light.
    color
        As matplotlib names it.
    size
        Font size in points; less where the line would be wider than `widest` points.
    align
        What of the line is at its position.
    """

    font: str | None
    color: str
    size: float
    align: Align = "center"
    widest: float = inf


@dataclass(frozen=True)
class TitleArea:
    """Where a title goes: an area whose origin is at `center`, in fractions of the canvas.

    `largest` is the largest font size in points.
    """

    area: Area
    largest: float
    center: tuple[float, float] = (0.5, 0.5)

    @classmethod
    def of_canvas(cls, canvas: Canvas) -> "TitleArea":
        """The canvas less a margin."""
        width, height = canvas.size_points
        area = RectangularArea(width * (1 - 2 * MARGIN), height * (1 - 2 * MARGIN))
        return cls(area, LARGEST * canvas.shorter_side)


@dataclass(frozen=True)
class _FittedLines:
    """The lines of a title, and the font size in points at which they fit."""

    size: float
    lines: list[str]


@dataclass(frozen=True)
class _Baselines:
    """Heights of baselines above an area's origin, in font sizes of the title.

    `caption` is that of the caption's last line.
    """

    title: list[float]
    caption: float


def draw_title(
    canvas: Canvas,
    fingerprint: Fingerprint,
    picture: Picture,
    color: str,
    area: TitleArea | None = None,
) -> list[Text]:
    """Draw title and caption into an area, as large as they can be.

    Without an area it is the canvas less a margin. A title with line breaks keeps them; another
    is broken where that makes it largest. The block from the capitals of its first line to the
    baseline of its last one is centered. Gives the lines that were drawn.
    """
    target = area or TitleArea.of_canvas(canvas)
    largest = target.largest
    title = given_lines(picture.title_of(fingerprint.film.title))
    caption = given_lines((picture.caption or "").replace("\\n", "\n"))
    if not title:
        title, caption, largest = caption, [], CAPTION_ALONE * largest
    if not title:
        return []
    fonts = choose_fonts("\n".join(title), picture.font)
    block = _Block(fonts, target.area, len(caption))
    fitted = block.fit(fonts.text.splitlines() or [""], largest)
    baselines = block.baselines(len(fitted.lines))
    style = TextStyle(picture.font, color, fitted.size)
    texts = [
        _draw(canvas, target.center, line, fonts, style, rise=baseline * style.size)
        for baseline, line in zip(baselines.title, fitted.lines, strict=True)
        if line
    ]
    if caption:
        small_fonts = choose_fonts("\n".join(caption), picture.font)
        lines = small_fonts.text.splitlines()[::-1]  # from the last one up
        widest = min(
            (
                0.98
                * target.area.half_width((baselines.caption + n * LEADING * CAPTION) * style.size)
                / max(line_width(line, small_fonts.families) / 2, 1e-9)
                for n, line in enumerate(lines)
            ),
            default=inf,
        )
        least = min(LEAST_CAPTION * largest, LARGEST_CAPTION * style.size)
        small = TextStyle(picture.font, color, min(max(CAPTION * style.size, least), widest))
        last = baselines.caption * style.size
        texts += [
            _draw(canvas, target.center, line, small_fonts, small,
                  rise=last + n * LEADING * small.size)
            for n, line in enumerate(lines)
            if line
        ]  # fmt: skip
    return texts


def draw_line(
    canvas: Canvas, position: tuple[float, float], text: str, style: TextStyle
) -> Text | None:
    """Draw a line on its baseline at a position in fractions of the canvas.

    None where no font has any of its characters.
    """
    fonts = choose_fonts(text, style.font)
    if not fonts.text.strip():
        return None
    if style.widest < inf:
        size = min(style.size, style.widest / line_width(fonts.text, fonts.families))
        style = TextStyle(style.font, style.color, size, style.align)
    return _draw(canvas, position, fonts.text, fonts, style)


def text_width(text: str, style: TextStyle) -> float:
    """Width of a line's outlines in points."""
    fonts = choose_fonts(text, style.font)
    return style.size * line_width(fonts.text, fonts.families)


@dataclass(frozen=True)
class _Block:
    """The lines of a title over a caption of `caption_lines` lines, in an area."""

    fonts: FontFallback
    area: Area
    caption_lines: int

    def baselines(self, count: int) -> _Baselines:
        """Where the lines of a title of `count` lines stand."""
        cap_height = self.fonts.cap_height
        caption_height = 0.0
        if self.caption_lines:
            small = cap_height + LEADING * (self.caption_lines - 1)
            caption_height = CAPTION_GAP + CAPTION * small
        height = LEADING * (count - 1) + cap_height + caption_height
        top = {"top": 0.0, "middle": height / 2, "baseline": height}[self.area.anchor]
        title = [top - cap_height - n * LEADING for n in range(count)]
        return _Baselines(title, title[-1] - caption_height)

    def fit(self, given: list[str], largest: float) -> _FittedLines:
        """Of the line breaks that are nearly as large as the largest, those that look calmest.

        They are the ones of the fewest lines, then of the narrowest, then of the most even ones.
        Several given lines stay as they are.
        """
        choices = [given] if len(given) > 1 else list(wrappings(given[0])) or [given]
        different = {line for lines in choices for line in lines}
        widths = {line: line_width(line, self.fonts.families) for line in different}

        def size(lines: list[str]) -> float:
            baselines = self.baselines(len(lines))
            corners = [
                (widths[line] / 2, y)
                for line, baseline in zip(lines, baselines.title, strict=True)
                for y in (baseline, baseline + self.fonts.cap_height)
            ]
            if self.caption_lines:
                corners.append((0.0, baselines.caption))
            return min(self.area.largest_scale(corners), largest)

        fitted = [_FittedLines(size(lines), lines) for lines in choices]
        enough = NEARLY_LARGEST * max(choice.size for choice in fitted)
        return min(
            (choice for choice in fitted if choice.size >= enough),
            key=lambda choice: (
                len(choice.lines),
                round(max(widths[line] for line in choice.lines), 1),
                sum(widths[line] ** 2 for line in choice.lines),
            ),
        )


def _draw(
    canvas: Canvas,
    position: tuple[float, float],
    text: str,
    fonts: FontFallback,
    style: TextStyle,
    *,
    rise: float = 0.0,
) -> Text:
    """A line with its baseline `rise` points above a position in fractions of the canvas.

    Its outlines are aligned: matplotlib would align the letters with the space around them.
    """
    extent = outline_extent(text, fonts.families)
    origin = {
        "left": extent.begin, "center": (extent.begin + extent.end) / 2, "right": extent.end,
    }[style.align]  # fmt: skip
    width, height = canvas.size_points
    x, y = canvas.figure_fraction(
        position[0] - origin * style.size / width, position[1] + rise / height
    )
    line = _Line(
        x, y, text, size=style.size, color=style.color, ha="left", va="baseline", parse_math=False,
        usetex=False, family=list(fonts.families),
        transform=canvas.figure.transSubfigure,
    )  # fmt: skip
    canvas.figure.add_artist(line)
    return line


class _Line(Text):
    """Text that is filled as one shape in pictures of pixels.

    Letters drawn one by one show twice where transparent ones overlap, as joined Arabic ones do.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw the line; as text in PDF and SVG."""
        if not isinstance(renderer, RendererAgg):
            super().draw(renderer)
            return
        size = renderer.points_to_pixels(float(self.get_fontsize()))
        path = line_outline(self.get_text(), tuple(self.get_fontfamily()), size)
        x, y = self.get_transform().transform(self.get_position())
        context = renderer.new_gc()
        context.set_linewidth(0)
        renderer.draw_path(context, path, Affine2D().translate(x, y), to_rgba(self.get_color()))
        context.restore()
