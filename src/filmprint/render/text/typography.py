"""Titles and captions: wrapped, and as large as their room lets them be."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import hypot, inf, sqrt
from typing import Literal, Protocol, cast

from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.text.fonts import FontFallback, choose_fonts, ink_span, line_width

LEADING = 1.12
"""Distance of base lines, in font sizes."""
MARGIN = 0.1
"""Part of a canvas's width and height that a title leaves free on each side."""
LARGEST = 0.22
"""The largest font size, as a part of the canvas's shorter side: "Up" need not shout."""
CAPTION, CAPTION_MOST = 0.3, 0.45
"""Font size of a caption, in font sizes of its title: the more, the smaller the title had to be."""
CAPTION_ALWAYS = 0.18
"""Font size below which a caption does not fall for a small title, in the title's largest one."""
CAPTION_ALONE = 0.35
"""Font size of a caption without a title, in the same."""
CAPTION_GAP = 0.72
"""From the base of the title to the capitals of the caption, in font sizes of the title."""
NEARLY = 0.9
MOST_LINES = 6
MOST_WORDS = 14
"""A title with more words is broken between groups of words only."""


Anchor = Literal["top", "middle", "base"]


class Room(Protocol):
    """Where a block of lines may go. The middle of its top, itself or its base is at (0, 0)."""

    @property
    def anchor(self) -> Anchor:
        """What of the block of lines is at (0, 0)."""
        ...

    def scale(self, corners: Sequence[tuple[float, float]]) -> float:
        """The largest factor at which corners (half width, height) stay inside."""
        ...

    def half_width(self, y: float) -> float:
        """Room beside the middle at a height."""
        ...


@dataclass(frozen=True)
class Rectangle:
    """A rectangle in points."""

    width: float
    height: float
    anchor: Anchor = "middle"

    def scale(self, corners: Sequence[tuple[float, float]]) -> float:
        """The largest factor at which corners (half width, height) stay inside."""
        height = self.height / 2 if self.anchor == "middle" else self.height
        return min(
            self.width / 2 / max(x for x, _ in corners), height / max(abs(y) for _, y in corners)
        )

    def half_width(self, y: float) -> float:
        """Room beside the middle at a height."""
        return self.width / 2 if abs(y) <= self.height else 0.0


@dataclass(frozen=True)
class Disc:
    """A disc in points, or its upper half where the lines stand on its base."""

    radius: float
    anchor: Anchor = "middle"

    def scale(self, corners: Sequence[tuple[float, float]]) -> float:
        """The largest factor at which corners (half width, height) stay inside."""
        return self.radius / max(hypot(x, y) for x, y in corners)

    def half_width(self, y: float) -> float:
        """Room beside the middle at a height."""
        return sqrt(max(self.radius**2 - y**2, 0.0))


def write_title(
    canvas: Canvas,
    fingerprint: Fingerprint,
    picture: Picture,
    color: str,
    *,
    room: Room | None = None,
    middle: tuple[float, float] = (0.5, 0.5),
    largest: float | None = None,
) -> list[Text]:
    """Put title and caption into a room, as large as they can be up to `largest` points.

    The room's (0, 0) is at `middle`, in parts of the canvas; without a room it is the canvas less
    a margin. A text with line breaks keeps them; another is broken where that makes it largest.
    The block from the capitals of its first line to the base of its last is in the middle.
    """
    width, height = canvas.points
    if room is None:
        room = Rectangle(width * (1 - 2 * MARGIN), height * (1 - 2 * MARGIN))
    largest = largest or LARGEST * min(width, height)
    title = _lines(picture.title_of(fingerprint.film.title))
    caption = _lines((picture.caption or "").replace("\\n", "\n"))
    if not title:
        title, caption, largest = caption, [], CAPTION_ALONE * largest
    if not title:
        return []
    fonts = choose_fonts("\n".join(title), picture.font)
    title = fonts.text.splitlines() or [""]
    size, title = _largest_wrapping(title, fonts, room, largest, len(caption))
    bases, bottom = _bases(len(title), fonts, room, len(caption))
    texts = [
        _write(canvas, middle, line, fonts, size=size, color=color, up=base * size)
        for base, line in zip(bases, title, strict=True) if line
    ]  # fmt: skip
    if caption:
        small = choose_fonts("\n".join(caption), picture.font)
        lines = small.text.splitlines()[::-1]  # from the base up
        fits = min(
            (0.98 * room.half_width((bottom + n * LEADING * CAPTION) * size)
             / max(line_width(line, small.families) / 2, 1e-9)
             for n, line in enumerate(lines)), default=inf,
        )  # fmt: skip
        at_least = min(CAPTION_ALWAYS * largest, CAPTION_MOST * size)
        small_size = min(max(CAPTION * size, at_least), fits)
        texts += [
            _write(
                canvas, middle, line, small, size=small_size, color=color,
                up=bottom * size + n * LEADING * small_size,
            )
            for n, line in enumerate(lines) if line
        ]  # fmt: skip
    return texts


def write_line(
    canvas: Canvas,
    place: tuple[float, float],
    text: str,
    *,
    size: float,
    color: str,
    picture: Picture,
    align: Literal["left", "center", "right"] = "center",
    widest: float | None = None,
) -> list[Text]:
    """Put a line on its base at a place in parts of the canvas, at most `widest` points wide."""
    fonts = choose_fonts(text, picture.font)
    if not fonts.text.strip():
        return []
    if widest is not None:
        size = min(size, widest / line_width(fonts.text, fonts.families))
    return [_write(canvas, place, fonts.text, fonts, size=size, color=color, align=align)]


def line_points(text: str, size: float, picture: Picture) -> float:
    """Width of a line's ink in points."""
    fonts = choose_fonts(text, picture.font)
    return size * line_width(fonts.text, fonts.families)


def _write(
    canvas: Canvas,
    place: tuple[float, float],
    text: str,
    fonts: FontFallback,
    *,
    size: float,
    color: str,
    up: float = 0.0,
    align: Literal["left", "center", "right"] = "center",
) -> Text:
    """A line with its base `up` points above a place in parts of the canvas.

    Its ink is what is aligned: matplotlib would align the letters with the space around them.
    """
    begin, end = ink_span(text, fonts)
    part = {"left": begin, "center": (begin + end) / 2, "right": end}[align]
    width, height = canvas.points
    x, y = place[0] - part * size / width, place[1] + up / height
    line = _Line(
        canvas.box.x0 + x * canvas.box.width, canvas.box.y0 + y * canvas.box.height, text,
        size=size, color=color, ha="left", va="baseline", parse_math=False,
        fontproperties=fonts.properties, transform=canvas.figure.transSubfigure,
    )  # fmt: skip
    canvas.figure.add_artist(line)
    return line


class _Line(Text):
    """Text that is filled as one shape in pictures of pixels.

    Letters drawn one by one show twice where see-through ones overlap, as joined Arabic ones do.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw the line; as text in PDF and SVG."""
        if not isinstance(renderer, RendererAgg):
            super().draw(renderer)
            return
        size = renderer.points_to_pixels(cast(float, self.get_fontsize()))
        path = TextPath((0, 0), self.get_text(), size=size, prop=self.get_fontproperties())
        x, y = self.get_transform().transform(self.get_position())
        context = renderer.new_gc()
        context.set_linewidth(0)
        renderer.draw_path(context, path, Affine2D().translate(x, y), to_rgba(self.get_color()))
        context.restore()


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    return lines if any(lines) else []


def _bases(count: int, fonts: FontFallback, room: Room, caption: int) -> tuple[list[float], float]:
    """Heights of the lines' bases and of the caption's last, in font sizes from the room's (0, 0).

    `caption` is its number of lines.
    """
    small = fonts.cap_height + LEADING * (caption - 1)
    caption_height = CAPTION_GAP + CAPTION * small if caption else 0.0
    block = LEADING * (count - 1) + fonts.cap_height + caption_height
    top = {"top": 0.0, "middle": block / 2, "base": block}[room.anchor]
    bases = [top - fonts.cap_height - n * LEADING for n in range(count)]
    return bases, bases[-1] - caption_height


def _largest_wrapping(
    given: list[str], fonts: FontFallback, room: Room, largest: float, caption: int
) -> tuple[float, list[str]]:
    """Font size and lines: of the wrappings nearly as large as the largest, the calmest.

    That is the one of the fewest lines, then of the narrowest, then of the most even ones.
    """
    choices = [given] if len(given) > 1 else list(_wrappings(given[0])) or [given]
    widths = {line: line_width(line, fonts.families) for lines in choices for line in lines}

    def size(lines: list[str]) -> float:
        bases, bottom = _bases(len(lines), fonts, room, caption)
        corners = [
            (widths[line] / 2, y)
            for line, base in zip(lines, bases, strict=True)
            for y in (base, base + fonts.cap_height)
        ]
        return min(room.scale([*corners, (0.0, bottom)] if caption else corners), largest)

    sizes = [size(lines) for lines in choices]
    enough = NEARLY * max(sizes)
    return min(
        ((size, lines) for size, lines in zip(sizes, choices, strict=True) if size >= enough),
        key=lambda choice: (
            len(choice[1]),
            round(max(widths[line] for line in choice[1]), 1),
            sum(widths[line] ** 2 for line in choice[1]),
        ),
    )


def _words(text: str) -> list[str]:
    """Parts between which a line may be broken; those that follow a space begin with it.

    They are words, and single ideographs and kana with the marks that must not begin or end a
    line (closing marks, small kana, the long vowel mark; opening marks): JIS X 4051.
    """
    words = [""]
    for before, character in pairwise(" " + text):
        opens = unicodedata.category(before) in ("Ps", "Pi")
        closes = unicodedata.category(character) in ("Pe", "Pf", "Po", "Lm", "Mn", "Mc")
        small = " SMALL " in unicodedata.name(character, "")
        free = _is_ideographic(character) or _is_ideographic(before)
        if character == " " or (free and before != " " and not (opens or closes or small)):
            words.append("")
        words[-1] += character
    return [word for word in words if word.strip()]


def _is_ideographic(character: str) -> bool:
    """Whether lines may be broken beside it: Chinese and Japanese, but not Korean, use no space."""
    wide = unicodedata.east_asian_width(character) in ("W", "F")
    return wide and not unicodedata.name(character, "").startswith("HANGUL")


def _wrappings(text: str) -> Iterator[list[str]]:
    """Every way to break a title into at most `MOST_LINES` lines."""
    words = _words(text) or [text]
    step = -(-len(words) // MOST_WORDS)
    groups = ["".join(words[n : n + step]) for n in range(0, len(words), step)]
    for breaks in range(min(len(groups), MOST_LINES)):
        for places in combinations(range(1, len(groups)), breaks):
            bounds = (0, *places, len(groups))
            yield ["".join(groups[a:b]).strip() for a, b in pairwise(bounds)]
