"""The panel: pictures of many films on one figure, each over its title and year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan2, ceil, inf, pi, sqrt

from matplotlib.figure import Figure

from filmprint.color.spaces import oklab_from_srgb
from filmprint.errors import OptionError
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.titles import season_of
from filmprint.options import MAX_PICTURE_SIDE, PANEL, Panel, Picture, Sort
from filmprint.options.paper_sizes import parse_length, parse_size
from filmprint.render.canvas import Canvas, Rectangle, new_canvas, text_color
from filmprint.render.drawing import draw_style
from filmprint.render.text.areas import RectangularArea
from filmprint.render.text.heading import ABOVE_PICTURES, draw_heading
from filmprint.render.text.typography import (
    LEADING,
    TextStyle,
    TitleArea,
    draw_line,
    draw_title,
)

GAP = 0.12
"""Space between pictures, in their widths (or heights, where those are less)."""
LABEL = 0.055
"""Font size of a film's title, in the same."""
LABEL_LINES = 5.4
"""Height of two lines of title and the year with the space below them, in font sizes."""
LAST_LABEL_LINES = 3.2
"""The same under the last row, which needs no space below."""
YEAR = 0.8
"""Font size of the year, in font sizes of the title."""
HEADING = 0.09
"""Height of the heading, in widths of the panel inside its margin."""


@dataclass(frozen=True)
class Grid:
    """Cells for pictures, each over its label. All lengths are inches.

    `counts` are the films of each group, which begins a new row. `width` is a picture's, `aspect`
    its height to width.
    """

    columns: int
    counts: tuple[int, ...]
    width: float
    aspect: float

    @property
    def rows(self) -> int:
        """Of all groups."""
        return sum(ceil(count / self.columns) for count in self.counts)

    @property
    def _scale(self) -> float:
        """What gaps and labels are measured in."""
        return max(self.width * min(1.0, self.aspect), 0.4 * self.width)

    @property
    def height(self) -> float:
        """Of a picture."""
        return self.width * self.aspect

    @property
    def gap(self) -> float:
        """Between two pictures in a row."""
        return GAP * self._scale

    @property
    def font_size(self) -> float:
        """Of the titles."""
        return LABEL * self._scale

    @property
    def row_height(self) -> float:
        """From the top of one row to that of the next."""
        return self.height + LABEL_LINES * self.font_size

    @property
    def total_width(self) -> float:
        """Of all columns."""
        return self.columns * (self.width + self.gap) - self.gap

    @property
    def total_height(self) -> float:
        """Of all rows."""
        return self.rows * self.row_height - (LABEL_LINES - LAST_LABEL_LINES) * self.font_size

    def cells(self, area: Rectangle) -> list[Rectangle]:
        """The pictures in an area in inches, row by row.

        Rows of one group are centered; of several they begin at the left, so that the first,
        second and so on of each stand below each other.
        """
        cells = []
        full = self.columns if len(self.counts) > 1 else 0
        rows = (
            min(self.columns, count - before)
            for count in self.counts
            for before in range(0, count, self.columns)
        )
        for row, in_row in enumerate(rows):
            width = max(in_row, full) * (self.width + self.gap) - self.gap
            left = area.left + (area.width - width) / 2
            bottom = area.top - row * self.row_height - self.height
            cells += [
                Rectangle(left + column * (self.width + self.gap), bottom, self.width, self.height)
                for column in range(in_row)
            ]
        return cells


@dataclass(frozen=True)
class _Layout:
    """The panel as a picture of exact size, and the grid on it."""

    picture: Picture
    grid: Grid


def panel(fingerprints: Sequence[Fingerprint], panel: Panel, picture: Picture) -> Figure:
    """The picture of each film, in rows, in the order asked for.

    `picture` names one style; its title and caption are those of the panel, without them there is
    no heading. Raises `OptionError`.
    """
    groups = _groups(arranged(fingerprints, panel), panel)
    films = [film for group in groups for film in group]
    layout = _layout(tuple(map(len, groups)), panel, picture)
    grid = layout.grid
    canvas = new_canvas(layout.picture)
    width, height = (side / 72 for side in canvas.size_points)
    heading = _heading_height(picture, width)
    draw_heading(canvas, films[0], layout.picture, 72 * heading, ABOVE_PICTURES)
    free = height - heading - grid.total_height
    area = Rectangle(0.0, 0.0, width, height - heading - free / 2)
    single = replace(
        layout.picture, no_title=True, title=None, caption=None, size=None, margin=None
    )
    for film, cell in zip(films, grid.cells(area), strict=True):
        left, right = cell.left / width, cell.right / width
        draw_style(canvas.part(left, cell.bottom / height, right, cell.top / height), film, single)
        label_bottom = cell.top - grid.row_height
        label = canvas.part(left, label_bottom / height, right, cell.bottom / height)
        _draw_label(label, film, replace(single, no_title=False), 72 * grid.font_size)
    return canvas.figure


def arranged(fingerprints: Sequence[Fingerprint], panel: Panel) -> list[Fingerprint]:
    """The films in the panel's order; those without a year last, ties by title."""
    if panel.sort == "given":
        return list(fingerprints)
    return sorted(fingerprints, key=lambda film: (_sort_key(film, panel.sort), _title(film)))


def _groups(films: Sequence[Fingerprint], panel: Panel) -> list[list[Fingerprint]]:
    """The films that share rows, in the order of the films."""
    if panel.by == "all":
        return [list(films)]
    seasons: dict[float, list[Fingerprint]] = {}
    for film in films:
        season = season_of(film.film.name)
        seasons.setdefault(inf if season is None else season, []).append(film)
    return [seasons[season] for season in sorted(seasons)]


def _sort_key(film: Fingerprint, sort: Sort) -> float:
    if sort == "title":
        return 0.0
    if sort == "year":
        return film.film.year or inf
    lightness, red, yellow = _mean_color(film)
    return -lightness if sort == "lightness" else atan2(yellow, red) % (2 * pi)


def _title(film: Fingerprint) -> str:
    return film.film.title.casefold()


def _mean_color(fingerprint: Fingerprint) -> list[float]:
    """The film's mean color in Oklab: lightness, toward red, toward yellow."""
    shares = fingerprint.shares[..., None]
    total = (oklab_from_srgb(fingerprint.colors) * shares).sum(axis=(0, 1))
    return [float(value) for value in total / max(float(shares.sum()), 1e-9)]


def _heading_height(picture: Picture, width: float) -> float:
    """In inches, for a panel of that width inside its margin."""
    return HEADING * width if picture.title_of("") or picture.caption else 0.0


def _layout(counts: tuple[int, ...], panel: Panel, picture: Picture) -> _Layout:
    """A panel of the size asked for, or of the width asked for and as high as it gets."""
    picture = replace(
        picture,
        title=picture.title or "",
        background=picture.background or PANEL.background,
        margin=PANEL.margin if picture.margin is None else picture.margin,
    )
    if picture.size is not None:
        return _layout_of_size(counts, panel, picture)
    return _layout_of_width(counts, panel, picture)


def _largest_grid(
    counts: tuple[int, ...], columns: int, picture: Picture, area: tuple[float, float]
) -> Grid:
    """The grid of that many columns as large as an area (width, height) in inches lets it be."""
    width, height = parse_size("size", picture.defaults.size, picture.dpi)
    unit = Grid(columns, counts, 1.0, height / width)
    scale = min(area[0] / unit.total_width, area[1] / unit.total_height)
    return replace(unit, width=scale)


def _layout_of_size(counts: tuple[int, ...], panel: Panel, picture: Picture) -> _Layout:
    width, height = picture.size_inches
    margin = parse_length("margin", picture.margin or "", picture.dpi, whole=min(width, height))
    inside = width - 2 * margin, height - 2 * margin
    area = inside[0], inside[1] - _heading_height(picture, inside[0])
    columns = [panel.columns] if panel.columns else range(1, max(counts) + 1)
    grids = (_largest_grid(counts, each, picture, area) for each in columns)
    grid = max(grids, key=lambda grid: grid.width)
    return _Layout(replace(picture, margin=f"{margin}in"), grid)


def _layout_of_width(counts: tuple[int, ...], panel: Panel, picture: Picture) -> _Layout:
    width = parse_length("width", panel.width, picture.dpi)
    margin = parse_length("margin", picture.margin or "", picture.dpi, whole=width)
    inside = width - 2 * margin
    style_width, style_height = parse_size("size", picture.defaults.size, picture.dpi)
    fitting = max(counts)
    if panel.by == "all":
        fitting = _columns_of_square(fitting, style_height / style_width)
    columns = min(panel.columns or fitting, max(counts))
    grid = _largest_grid(counts, columns, picture, (inside, inf))
    height = grid.total_height + _heading_height(picture, inside) + 2 * margin
    if height * picture.dpi > MAX_PICTURE_SIDE:
        raise OptionError(
            f"{grid.rows} rows at --width {panel.width} and --dpi {picture.dpi} would be "
            f"{round(height * picture.dpi)} pixels high; take more --columns or fewer --dpi."
        )
    size = f"{width:.6f}x{height:.6f}in"
    return _Layout(replace(picture, size=size, margin=f"{margin:.6f}in"), grid)


def _columns_of_square(count: int, aspect: float) -> int:
    """Columns for a panel about as wide as high, with few free cells in its last row.

    `aspect` is a picture's height to width.
    """
    ideal = sqrt(count * (aspect + LABEL_LINES * LABEL))
    near = range(max(int(0.8 * ideal), 1), ceil(1.25 * ideal) + 1)
    return min(near, key=lambda columns: (-count % columns, abs(columns - ideal)))


def _draw_label(canvas: Canvas, film: Fingerprint, picture: Picture, size: float) -> None:
    """Title, at most `size` points large, and year from the top of a canvas on."""
    width, height = canvas.size_points
    color = text_color(picture, canvas.background)
    first = 0.9 * size
    area = TitleArea(
        RectangularArea(width, LEADING * size + 0.8 * size, anchor="top"),
        center=(0.5, 1 - first / height),
        largest=size,
    )
    lines = draw_title(canvas, film, picture, color, area)
    if film.film.year:
        title_height = sum(float(line.get_fontsize()) * LEADING for line in lines)
        position = 0.5, 1 - (first + title_height + 0.85 * YEAR * size) / height
        style = TextStyle(picture.font, color, YEAR * size)
        draw_line(canvas, position, str(film.film.year), style)
