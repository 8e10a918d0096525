"""The mosaic: small frames in rows that read like lines of text, a minute of film in each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.stills import Stills
from filmprint.options import Picture
from filmprint.options.times import clock
from filmprint.render.canvas import Canvas, Rectangle, text_color
from filmprint.render.color_arrangement import dominant_rows
from filmprint.render.shapes.columns import Columns
from filmprint.render.shapes.images import Images, PlacedImage
from filmprint.render.shapes.outlines import outline_columns
from filmprint.render.text.heading import draw_heading
from filmprint.render.text.time_axis import STEPS, TimeSpan, time_spans
from filmprint.render.text.typography import TextStyle, draw_line, text_width

HEADING = 0.11
"""Height of the heading, in fractions of the canvas's height."""
GAP = 0.05
"""Between frames, in heights of a frame."""
COLOR_GAP = 0.2
"""Between rows of plain color, in their heights."""
BLOCK_GAP = 0.03
"""Between blocks of rows, in widths of the canvas."""
LABEL = 0.0115
"""Font size of the times, in shorter sides of the canvas."""
LABEL_GAP = 0.9
"""Between a time and its row, in font sizes."""
LABEL_DISTANCE = 3.6
"""From one time to the next at least, in font sizes."""
CAPITALS = 0.7
"""Height of a digit, in font sizes."""

MINUTE = 60.0
ROW_SECONDS = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600)
"""Lengths of a row to choose from."""
FAVOR = 1.3
"""How much better than a row of a minute another has to be, to be chosen."""
MOST_BLOCKS = 8
BLOCK_ROWS = 20
"""Rows of a block at least, where there are several."""
COLOR_ROWS = range(16, 241)
"""Rows of plain color that a minute each makes a good picture of."""
IDEAL_COLOR_ROWS = 40


@dataclass(frozen=True)
class _Grid:
    """Cells of film time, row by row; the rows of each block stand below each other.

    `seconds` is what was sampled of the film, without gaps between its parts; all times but the
    labels count that. `row_seconds` is what a row lasts, `columns` are its cells. In points,
    `height` is a row's and `width` a cell's, `gap` is what is between them; `label_width` is free
    at the left of each block.
    """

    seconds: float
    row_seconds: float
    columns: int
    blocks: int
    width: float
    height: float
    gap: float
    label_width: float
    block_gap: float
    least_part: float
    """Of a cell that the film reaches, or the cell is left out."""

    @property
    def cell_seconds(self) -> float:
        """What a cell lasts."""
        return self.row_seconds / self.columns

    @property
    def count(self) -> int:
        """Cells of the film, at least one."""
        cells = self.seconds / self.cell_seconds
        return max(math.ceil(cells - self.least_part - 1e-6), 1)

    @property
    def rows(self) -> int:
        """Of all blocks."""
        return math.ceil(self.count / self.columns)

    @property
    def block_rows(self) -> int:
        """Of one block; the last one may have fewer."""
        return math.ceil(self.rows / self.blocks)

    @property
    def row_width(self) -> float:
        """Of a full row."""
        return self.columns * (self.width + self.gap) - self.gap

    @property
    def total_width(self) -> float:
        """Of all blocks and their labels."""
        return self.blocks * (self.label_width + self.row_width + self.block_gap) - self.block_gap

    @property
    def total_height(self) -> float:
        """Of a block."""
        return self.block_rows * (self.height + self.gap) - self.gap

    def row(self, canvas: Canvas, number: int) -> Rectangle:
        """A full row on a canvas, in whose middle the blocks are."""
        width, height = canvas.size_points
        block, in_block = divmod(number, self.block_rows)
        left = (width - self.total_width) / 2 + self.label_width
        left += block * (self.label_width + self.row_width + self.block_gap)
        top = (height + self.total_height) / 2 - in_block * (self.height + self.gap)
        return Rectangle(left, top - self.height, self.row_width, self.height)

    def cells(self, canvas: Canvas) -> list[Rectangle]:
        """The cells, in the order of time."""
        cells = []
        for number in range(self.count):
            row, column = divmod(number, self.columns)
            area = self.row(canvas, row)
            left = area.left + column * (self.width + self.gap)
            cells.append(Rectangle(left, area.bottom, self.width, self.height))
        return cells

    def begin(self, cell: int) -> float:
        """Where a cell begins, in seconds."""
        return cell * self.cell_seconds


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Frames where enough stills are kept, else rows of the samples' colors.

    The last row ends where the film does. So that the frames are as large as they can be, rows of
    frames stand in one block or in several side by side, like columns of text.
    """
    canvas = draw_heading(canvas, fingerprint, picture, HEADING * canvas.size_points[1])
    spans = time_spans(fingerprint)
    seconds = sum(span.end - span.begin for span in spans)
    label = TextStyle(
        picture.font, text_color(picture, canvas.background), LABEL * canvas.shorter_side, "right"
    )
    label_width = text_width(_label(spans, seconds, picture.row_seconds or 1), label)
    room = _Room(*canvas.size_points, label_width + LABEL_GAP * label.size, seconds)
    colors = _Colors(dominant_rows(fingerprint, picture), seconds)
    stills = fingerprint.stills
    if stills is not None and stills.are_even:
        samples = np.array([still.sample for still in stills.stills])
        times = (samples + 0.5) * seconds / len(fingerprint)
        grid = _grid_of_frames(room, stills.width / stills.height, times, picture.row_seconds)
        _draw_frames(canvas, stills, times, colors, grid)
    else:
        grid = _grid_of_colors(room, picture.row_seconds)
        for n, area in enumerate(grid.cells(canvas)):
            colors.draw(canvas, area, grid.begin(n), grid.begin(n + 1))
    _draw_labels(canvas, grid, spans, label)


@dataclass(frozen=True)
class _Room:
    """What a grid fits into: points of a canvas, of which labels need some, and seconds of film."""

    width: float
    height: float
    label_width: float
    seconds: float

    def grid(self, row_seconds: float, columns: int, blocks: int, aspect: float) -> _Grid:
        """The largest grid whose cells have that width to height."""
        free = _Grid(self.seconds, row_seconds, columns, blocks, 0, 0, 0, self.label_width,
                     BLOCK_GAP * self.width, 0.5)  # fmt: skip
        row_width = max((self.width - free.total_width) / blocks, 1e-3 * self.width)
        side = min(
            row_width / (columns * (aspect + GAP) - GAP),
            self.height / (free.block_rows * (1 + GAP) - GAP),
        )
        return replace(free, width=side * aspect, height=side, gap=side * GAP)


def _grid_of_frames(
    room: _Room, aspect: float, times: FloatArray, row_seconds: float | None
) -> _Grid:
    """The grid that fills the room best with as many of the stills, of those times, as can be.

    `aspect` is the width to height of a still. A cell lasts at least as long as from one still to
    the next, or two would show the same.
    """
    step = float(np.median(np.diff(times))) if len(times) > 1 else room.seconds

    def merit(grid: _Grid) -> float:
        covered = grid.count * grid.width * grid.height / (room.width * room.height)
        used = min(grid.count / len(times), 1.0)
        return covered * math.sqrt(used) * (FAVOR if grid.row_seconds == MINUTE else 1.0)

    grids: list[_Grid] = []
    for row in (row_seconds,) if row_seconds else _row_lengths(room.seconds):
        rows = math.ceil(room.seconds / row)
        most = max(int(row / step * 1.01), 1)
        for blocks in range(1, min(max(rows // BLOCK_ROWS, 1), MOST_BLOCKS) + 1):
            filling = int(rows / blocks * room.width / blocks / room.height / aspect)
            near = {min(max(filling + more, 1), most) for more in (-1, 0, 1)}
            grids += [room.grid(row, columns, blocks, aspect) for columns in near]
    return max(grids, key=merit)


def _row_lengths(seconds: float) -> list[float]:
    """Lengths of a row to choose from: round ones up to the first that holds the whole film."""
    shorter = [row for row in ROW_SECONDS if row < seconds]
    return [*shorter, *ROW_SECONDS[len(shorter) : len(shorter) + 1]]


def _grid_of_colors(room: _Room, row_seconds: float | None) -> _Grid:
    """A row of one cell for each so many seconds, over all of the room."""
    if row_seconds is None and math.ceil(room.seconds / MINUTE) in COLOR_ROWS:
        row_seconds = MINUTE
    elif row_seconds is None:
        row_seconds = min(
            ROW_SECONDS, key=lambda row: abs(math.log(room.seconds / row / IDEAL_COLOR_ROWS))
        )
    width = room.width - room.label_width
    free = _Grid(room.seconds, row_seconds, 1, 1, width, 0, 0, room.label_width, 0, 0)
    height = room.height / (free.rows * (1 + COLOR_GAP) - COLOR_GAP)
    return replace(free, height=height, gap=COLOR_GAP * height)


class _Colors:
    """The dominant colors of a film's samples, of which areas show some seconds."""

    def __init__(self, rows: ByteArray, seconds: float) -> None:
        self._rows = rows
        self.sample_seconds = seconds / rows.shape[1]
        self._edges = np.linspace(0.0, seconds, rows.shape[1] + 1)

    def draw(self, canvas: Canvas, area: Rectangle, begin: float, end: float) -> None:
        """Bars from `begin` to `end` over an area, of which the film may fill only a part."""
        filled = min((self._edges[-1] - begin) / (end - begin), 1.0)
        end = min(end, float(self._edges[-1]))
        first = int(np.searchsorted(self._edges, begin, "right")) - 1
        last = int(np.searchsorted(self._edges, end, "left"))
        edges: FloatArray = np.clip(
            (self._edges[first : last + 1] - begin) / (end - begin), 0.0, 1.0
        )
        width, height = canvas.size_points
        right = area.left + filled * area.width
        part = canvas.part(
            area.left / width, area.bottom / height, right / width, area.top / height
        )
        colors = np.ascontiguousarray(self._rows[:, first:last])
        Columns(part, colors, edges)
        outline_columns(part, colors, edges)


def _draw_frames(
    canvas: Canvas, stills: Stills, times: FloatArray, colors: _Colors, grid: _Grid
) -> None:
    """In each cell the still nearest to its middle; where none is of a sample in it, its colors."""
    images = stills.images()
    shown: list[ByteArray] = []
    areas: list[Rectangle] = []
    for n, area in enumerate(grid.cells(canvas)):
        begin, end = grid.begin(n), grid.begin(n + 1)
        distance = np.abs(times - (begin + end) / 2)
        nearest = int(distance.argmin())
        if distance[nearest] < (end - begin + colors.sample_seconds) / 2 - 1e-6:
            shown.append(images[nearest])
            areas.append(area)
        else:
            colors.draw(canvas, area, begin, end)
    placed = [
        PlacedImage(image, (area.left + area.width / 2, area.bottom + area.height / 2),
                    area.width, area.height)
        for image, area in zip(shown, areas, strict=True)
    ]  # fmt: skip
    Images(canvas, placed)


def _draw_labels(canvas: Canvas, grid: _Grid, spans: Sequence[TimeSpan], style: TextStyle) -> None:
    """The times at which rows begin, at the left of them: as many as there is room for."""
    width, height = canvas.size_points
    pitch = grid.height + grid.gap
    apart = max(math.ceil(LABEL_DISTANCE * style.size / pitch), 1)  # in rows
    rounds = (step / grid.row_seconds for step in STEPS)
    every = next((round(n) for n in rounds if n >= apart and abs(n - round(n)) < 1e-9), apart)
    for row in range(grid.rows):
        in_block = row % grid.block_rows
        if row % every and (in_block or every - row % every < apart):
            continue
        area = grid.row(canvas, row)
        x = area.left - LABEL_GAP * style.size
        y = area.bottom + (area.height - CAPITALS * style.size) / 2
        text = _label(spans, row * grid.row_seconds, grid.row_seconds)
        draw_line(canvas, (x / width, y / height), text, style)


def _label(spans: Sequence[TimeSpan], seconds: float, row_seconds: float) -> str:
    """The film's time after so many sampled seconds, in hours and minutes, or with seconds where
    rows are shorter than a minute."""
    for span in spans:
        time = span.begin + seconds
        seconds -= span.end - span.begin
        if seconds < -1e-6:
            break
    in_hours = spans[-1].end >= 3600
    text = clock(math.floor(time + 1e-6), hours=in_hours)
    return text.rpartition(":")[0] if in_hours and row_seconds >= MINUTE else text
