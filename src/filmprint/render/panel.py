"""The panel: pictures of many films on one sheet, each over its title and year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan2, ceil, inf, pi, sqrt
from typing import cast

from matplotlib.figure import Figure

from filmprint.color.spaces import oklab_from_srgb
from filmprint.errors import OptionError
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import MAX_PICTURE_SIDE, PANEL, Panel, Picture, Sort
from filmprint.options.paper_sizes import parse_length, parse_size
from filmprint.render.canvas import Canvas, ink, new_canvas
from filmprint.render.drawing import STYLES
from filmprint.render.text.typography import LEADING, Rectangle, write_line, write_title

GAP = 0.12
"""Space between pictures, in their widths (or heights, where those are less)."""
LABEL = 0.055
"""Font size of a film's title, in the same."""
LABEL_LINES = 5.4
"""Height of two lines of title and the year with the space below them, in font sizes."""
LAST_LINES = 3.2
"""The same under the last row, where nothing follows that a label could touch."""
YEAR = 0.8
"""Font size of the year, in font sizes of the title."""
HEAD = 0.09
"""Height of the heading, in the sheet's width."""


@dataclass(frozen=True)
class Grid:
    """Places for pictures, in inches: `width` x `height` each, `gap` apart, over their labels."""

    columns: int
    rows: int
    width: float
    aspect: float

    @property
    def _unit(self) -> float:
        return self.width * min(1.0, self.aspect)

    @property
    def height(self) -> float:
        """Of a picture."""
        return self.width * self.aspect

    @property
    def gap(self) -> float:
        """Between two pictures in a row."""
        return GAP * max(self._unit, 0.4 * self.width)

    @property
    def font(self) -> float:
        """Size of the titles."""
        return LABEL * max(self._unit, 0.4 * self.width)

    @property
    def step(self) -> float:
        """From one row to the next."""
        return self.height + LABEL_LINES * self.font

    @property
    def size(self) -> tuple[float, float]:
        """Of all of it."""
        below = (LABEL_LINES - LAST_LINES) * self.font
        return self.columns * (self.width + self.gap) - self.gap, self.rows * self.step - below


def panel(fingerprints: Sequence[Fingerprint], panel: Panel, picture: Picture) -> Figure:
    """A sheet with the picture of each film, in rows, in the order asked for.

    `picture` names one style; its title and caption are those of the sheet, there is none without.
    Raises `OptionError`.
    """
    films = arranged(fingerprints, panel)
    style = STYLES[picture.style]
    sheet, grid = _laid_out(len(films), panel, picture)
    canvas = new_canvas(sheet)
    width, height = (side / 72 for side in canvas.points)
    head = _head(picture, width)
    if head:
        write_title(
            canvas, films[0], sheet, ink(sheet, canvas.background),
            middle=(0.5, 1 - 0.4 * head / height), room=Rectangle(72 * width, 72 * 0.7 * head),
            largest=72 * 0.5 * head,
        )  # fmt: skip
    down = head + (height - head - grid.size[1]) / 2
    plain = replace(sheet, no_title=True, title=None, caption=None, size=None, margin=None)
    for n, film in enumerate(films):
        row, column = divmod(n, grid.columns)
        in_row = min(grid.columns, len(films) - row * grid.columns)
        across = (width - in_row * (grid.width + grid.gap) + grid.gap) / 2
        left, top = across + column * (grid.width + grid.gap), down + row * grid.step
        cell = canvas.part(
            left / width, 1 - (top + grid.height) / height,
            (left + grid.width) / width, 1 - top / height,
        )  # fmt: skip
        style(cell, film, plain)
        label = canvas.part(
            left / width, 1 - (top + grid.step) / height,
            (left + grid.width) / width, 1 - (top + grid.height) / height,
        )  # fmt: skip
        _label(label, film, replace(plain, no_title=False), 72 * grid.font)
    return canvas.figure


def arranged(fingerprints: Sequence[Fingerprint], panel: Panel) -> list[Fingerprint]:
    """The films in the panel's order; those without a year last, ties by title."""
    if panel.sort == "given":
        return list(fingerprints)
    return sorted(fingerprints, key=lambda film: (_key(film, panel.sort), _title(film)))


def _key(film: Fingerprint, sort: Sort) -> float:
    if sort == "year":
        return film.film.year or inf
    lightness, red, yellow = _mean(film)
    if sort == "lightness":
        return -lightness
    return atan2(yellow, red) % (2 * pi) if sort == "hue" else 0.0


def _title(film: Fingerprint) -> str:
    return film.film.title.casefold()


def _mean(fingerprint: Fingerprint) -> list[float]:
    """The film's mean color in Oklab: lightness, toward red, toward yellow."""
    shares = fingerprint.shares[..., None]
    total = (oklab_from_srgb(fingerprint.colors) * shares).sum(axis=(0, 1))
    return [float(value) for value in total / max(float(shares.sum()), 1e-9)]


def _head(picture: Picture, width: float) -> float:
    return HEAD * width if picture.title_of("") or picture.caption else 0.0


def _laid_out(count: int, panel: Panel, picture: Picture) -> tuple[Picture, Grid]:
    """The sheet as a picture of exact size, and the grid on it."""
    across, up = parse_size("size", picture.defaults.size, picture.dpi)
    aspect = up / across
    margin_text = PANEL.margin if picture.margin is None else picture.margin
    sheet = replace(
        picture, title=picture.title or "", background=picture.background or PANEL.background
    )

    def grid(columns: int, width: float, height: float = inf) -> Grid:
        """As large as width and height let it be."""
        unit = Grid(columns, ceil(count / columns), 1.0, aspect)
        return replace(unit, width=min(width / unit.size[0], height / unit.size[1]))

    if picture.size is not None:
        width, height = picture.size_inches
        margin = parse_length("margin", margin_text, picture.dpi, whole=min(width, height))
        inside, below = width - 2 * margin, height - 2 * margin
        below -= _head(picture, inside)
        columns = [panel.columns] if panel.columns else range(1, count + 1)
        found = max((grid(each, inside, below) for each in columns), key=lambda g: g.width)
        return replace(sheet, margin=f"{margin}in"), found
    width = parse_length("width", panel.width, picture.dpi)
    margin = parse_length("margin", margin_text, picture.dpi, whole=width)
    inside = width - 2 * margin
    found = grid(min(panel.columns or _about_square(count, aspect), count), inside)
    height = found.size[1] + _head(picture, inside) + 2 * margin
    if height * picture.dpi > MAX_PICTURE_SIDE:
        raise OptionError(
            f"{found.rows} rows at --width {panel.width} and --dpi {picture.dpi} would be "
            f"{round(height * picture.dpi)} pixels high; take more --columns or fewer --dpi."
        )
    return replace(sheet, size=f"{width:.6f}x{height:.6f}in", margin=f"{margin:.6f}in"), found


def _about_square(count: int, aspect: float) -> int:
    """Columns for a sheet about as wide as high, with few places left free in its last row."""
    ideal = sqrt(count * (aspect + LABEL_LINES * LABEL))
    near = range(max(int(0.8 * ideal), 1), ceil(1.25 * ideal) + 1)
    return min(near, key=lambda columns: (-count % columns, abs(columns - ideal)))


def _label(canvas: Canvas, film: Fingerprint, picture: Picture, size: float) -> None:
    """Title and year from the top of a canvas on."""
    width, height = canvas.points
    color = ink(picture, canvas.background)
    first = 0.9 * size
    texts = write_title(
        canvas, film, picture, color, middle=(0.5, 1 - first / height),
        room=Rectangle(width, LEADING * size + 0.8 * size, anchor="top"), largest=size,
    )  # fmt: skip
    if film.film.year:
        lines = sum(cast(float, text.get_fontsize()) * LEADING for text in texts)
        write_line(
            canvas, (0.5, 1 - (first + lines + 0.85 * YEAR * size) / height), str(film.film.year),
            size=YEAR * size, color=color, picture=picture,
        )  # fmt: skip
