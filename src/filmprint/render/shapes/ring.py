"""A ring, or a part of one, of exact color: time goes around clockwise."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, SingleArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.raster_artist import BAND, RasterArtist

IndexArray = NDArray[np.intp]


class Ring(RasterArtist):
    """Bars around a middle, from an inner to an outer radius.

    colors
        (rows, N, 3) uint8, the first row outside.
    middle
        In parts of the canvas.
    radii
        Inner and outer, in parts of the canvas's shorter side.
    turns
        Where the first bar begins and the last one ends, in turns clockwise from the top.

    A pixel that lies inside one bar has exactly its color; one over several bars, or over the edge
    of the ring, has their mean.
    In PDF and SVG each bar reaches under the next one.
    """

    def __init__(
        self,
        canvas: Canvas,
        colors: ByteArray,
        *,
        radii: tuple[float, float],
        middle: tuple[float, float] = (0.5, 0.5),
        turns: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        super().__init__(canvas)
        self._colors = colors
        self._middle = middle
        self._radii = radii
        self._turns = turns

    def rasterize(self, pixels: ByteArray, box: PixelBox, paint: PixelBox) -> None:
        """Write the ring into the sheet's pixels, a band at a time."""
        left, top, right, bottom = box
        x = left + self._middle[0] * (right - left)
        y = bottom - self._middle[1] * (bottom - top)
        inner, outer = (radius * min(right - left, bottom - top) for radius in self._radii)
        height, width = pixels.shape[:2]
        columns = slice(max(int(x - outer) - 1, 0), min(int(x + outer) + 2, width))
        across = np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(0.5 - x)
        last = min(int(y + outer) + 2, height)
        for first in range(max(int(y - outer) - 1, 0), last, BAND):
            rows = slice(first, min(first + BAND, last))
            up = np.float32(y - 0.5) - np.arange(rows.start, rows.stop, dtype=np.float32)
            self._paint_band(pixels[rows, columns], across, up, inner, outer)

    def _paint_band(
        self, band: ByteArray, across: SingleArray, up: SingleArray, inner: float, outer: float
    ) -> None:
        radius = np.hypot(across[None, :], up[:, None])
        where = np.nonzero((radius > inner - 0.5) & (radius < outer + 0.5))
        if not len(where[0]):
            return
        radius = radius[where]
        x, y = across[where[1]], up[where[0]]
        begin, end = self._turns
        rows, count = self._colors.shape[:2]
        turn = np.arctan2(x, y) / np.float32(2 * np.pi)
        # From the middle of what is left out, so that both ends are met from outside.
        turn = (turn - (begin + end - 1) / 2) % 1 + (begin + end - 1) / 2
        along = (turn - begin) / (end - begin) * count
        bar_width = 2 * np.pi * radius * (end - begin) / count
        row = np.clip(((outer - radius) / (outer - inner) * rows).astype(np.intp), 0, rows - 1)
        cover = np.clip(radius - inner + 0.5, 0, 1) * np.clip(outer - radius + 0.5, 0, 1)
        if not self._is_whole:
            cover *= np.clip(along * bar_width + 0.5, 0, 1)
            cover *= np.clip((count - along) * bar_width + 0.5, 0, 1)
        color = self._colors_under(row, along, bar_width)
        edge = np.flatnonzero(cover < 1)
        part = cover[edge, None]
        ground = band[where[0][edge], where[1][edge]]
        color[edge] = np.rint(color[edge] * part + ground * (1 - part))
        band.view(np.uint32)[..., 0][where] = color.view(np.uint32)[:, 0]

    @property
    def _is_whole(self) -> bool:
        return self._turns[1] - self._turns[0] >= 1

    def _colors_under(self, row: IndexArray, along: SingleArray, width: SingleArray) -> ByteArray:
        """(P, 4): the mean color under P pixels, `along` bars from the first, `width` to a bar."""
        rows, count = self._colors.shape[:2]
        half = np.minimum(0.5 / width, count)
        low, high = along - half, along + half
        first, last = np.floor(low).astype(np.intp), np.floor(high).astype(np.intp)
        spare = max(-int(first.min()), int(last.max()) + 1 - count, 0)
        bars = np.full((rows, count + 2 * spare, 4), 255, np.uint8)
        bars[..., :3] = np.pad(
            self._colors, ((0, 0), (spare, spare), (0, 0)), "wrap" if self._is_whole else "edge"
        )
        # Four bytes are copied as one number, which is faster.
        color: ByteArray = bars.view(np.uint32)[row, first + spare].view(np.uint8)
        several = np.flatnonzero(last > first)
        # The integral over the bars, taken between both sides of the pixel.
        sums = np.zeros((rows, bars.shape[1] + 1, 4))
        np.cumsum(bars, axis=1, out=sums[:, 1:])
        total = np.zeros((len(several), 4))
        for sign, side, bar in ((1, high, last), (-1, low, first)):
            place = row[several], bar[several] + spare
            part = (side[several] - bar[several])[:, None]
            total += sign * (sums[place] + part * bars[place])
        color[several] = np.rint(total / (high - low)[several, None])
        return color

    def draw_shapes(self, renderer: RendererBase, box: Bbox, paint: Bbox) -> None:
        """Draw a part of the ring for each run of bars of one color."""
        side = min(box.width, box.height)
        place = Affine2D().translate(
            box.x0 + self._middle[0] * box.width, box.y0 + self._middle[1] * box.height
        )
        inner, outer = (radius * side for radius in self._radii)
        context = renderer.new_gc()
        context.set_linewidth(0)
        rows, count = self._colors.shape[:2]
        begin, end = self._turns
        for row, colors in enumerate(self._colors):
            # Rows reach under the next one too: the first is drawn over the whole width.
            outside = outer - (outer - inner) * row / rows
            changes = np.flatnonzero((colors[1:] != colors[:-1]).any(axis=1)) + 1
            starts = [0, *changes.tolist()]
            ends = [*changes.tolist(), count]
            runs = list(zip(starts, ends, strict=True))
            if end - begin >= 1 and len(runs) > 1:
                runs = [runs[-1], *runs]  # under the first one, too
            for n, (a, b) in enumerate(runs):
                reach = b + 1 if b < count or (n == 0 and len(runs) > 1) else b
                path = _sector(
                    begin + (end - begin) * a / count,
                    begin + (end - begin) * reach / count,
                    inner,
                    outside,
                )
                renderer.draw_path(context, path, place, tuple(colors[a] / 255))
        context.restore()


def _sector(begin: float, end: float, inner: float, outer: float) -> Path:
    """The part of a ring between two angles in turns clockwise from the top."""
    start, stop = 90 - 360 * end, 90 - 360 * begin
    if end - begin >= 1:
        start = stop - 359.9999  # more would be less: matplotlib takes it modulo 360
    arc = Path.arc(start, stop)
    points, curves = np.asarray(arc.vertices), np.asarray(arc.codes)
    vertices = np.concatenate([points * outer, points[::-1] * inner, [[0, 0]]])
    # Out along the outer arc, in along the inner one, whose curves follow a line to its end.
    inward = [Path.LINETO, *curves[1:]]
    return Path(vertices, np.concatenate([curves, inward, [Path.CLOSEPOLY]]))
