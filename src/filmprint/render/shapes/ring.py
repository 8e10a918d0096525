"""A ring, or a part of one, of exact color: time goes around clockwise."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, FloatArray, SingleArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.bar_edges import BarEdges
from filmprint.render.shapes.color_runs import ColorRun, color_runs
from filmprint.render.shapes.raster_artist import BAND_ROWS, RasterArtist

THREADS = 4
"""Bands of rows that are worked out side by side."""

IndexArray = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class RingGeometry:
    """Where a ring lies on its canvas.

    center
        In fractions of the canvas's width and height.
    inner, outer
        Radii, in fractions of the canvas's shorter side.
    begin, end
        Where the first sector begins and the last one ends, in turns clockwise from the top.
    """

    inner: float
    outer: float
    center: tuple[float, float] = (0.5, 0.5)
    begin: float = 0.0
    end: float = 1.0

    @property
    def turns(self) -> float:
        """How much of a full turn the ring covers."""
        return self.end - self.begin

    @property
    def is_closed(self) -> bool:
        """Whether the last sector meets the first."""
        return self.turns >= 1


class Ring(RasterArtist):
    """Sectors of color (rows, N, 3) uint8 around a center, the first row outside.

    A pixel that lies inside one sector has exactly its color; one over several sectors, or over
    the edge of the ring, has their mean. `edges` are those of the sectors (see `BarEdges`).
    In PDF and SVG each sector reaches under the next one.
    """

    def __init__(
        self,
        canvas: Canvas,
        colors: ByteArray,
        geometry: RingGeometry,
        edges: FloatArray | None = None,
    ) -> None:
        super().__init__(canvas)
        self._colors = colors
        self._geometry = geometry
        self._edges = BarEdges(colors.shape[1], edges)

    def rasterize(self, pixels: ByteArray, box: PixelBox, bleed_box: PixelBox) -> None:
        """Write the ring into the figure's pixels, a few bands of rows at a time."""
        ring = self._geometry
        x = box.left + ring.center[0] * box.width
        y = box.bottom - ring.center[1] * box.height
        side = min(box.width, box.height)
        inner, outer = ring.inner * side, ring.outer * side
        height, width = pixels.shape[:2]
        columns = slice(max(int(x - outer) - 1, 0), min(int(x + outer) + 2, width))
        right = np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(0.5 - x)
        last = min(int(y + outer) + 2, height)

        def rasterize_rows(first: int) -> None:
            rows = slice(first, min(first + BAND_ROWS // THREADS, last))
            up = np.float32(y - 0.5) - np.arange(rows.start, rows.stop, dtype=np.float32)
            self._rasterize_band(pixels[rows, columns], right, up, inner, outer)

        bands = range(max(int(y - outer) - 1, 0), last, BAND_ROWS // THREADS)
        with ThreadPoolExecutor(THREADS) as threads:  # numpy lets other threads run meanwhile
            list(threads.map(rasterize_rows, bands))

    def _rasterize_band(
        self, band: ByteArray, right: SingleArray, up: SingleArray, inner: float, outer: float
    ) -> None:
        """Write a band of pixels that lie `right` and `up` from the center, (w,) and (h,)."""
        ring = self._geometry
        radius = np.hypot(right[None, :], up[:, None])
        inside = np.nonzero((radius > inner - 0.5) & (radius < outer + 0.5))
        if not len(inside[0]):
            return
        radius = radius[inside]
        x, y = right[inside[1]], up[inside[0]]
        rows, count = self._colors.shape[:2]
        turn = np.arctan2(x, y) / np.float32(2 * np.pi)
        # Counted from the middle of the gap, so that both ends are approached from outside.
        gap = (ring.begin + ring.end - 1) / 2
        turn = (turn - gap) % 1 + gap
        position = (turn - ring.begin) / ring.turns * count
        sector_width = 2 * np.pi * radius * ring.turns / count
        row = np.clip(((outer - radius) / (outer - inner) * rows).astype(np.intp), 0, rows - 1)
        coverage = np.clip(radius - inner + 0.5, 0, 1) * np.clip(outer - radius + 0.5, 0, 1)
        if not ring.is_closed:
            coverage *= np.clip(position * sector_width + 0.5, 0, 1)
            coverage *= np.clip((count - position) * sector_width + 0.5, 0, 1)
        color = self._colors_under(row, position, sector_width)
        edge = np.flatnonzero(coverage < 1)
        alpha = coverage[edge, None]
        background = band[inside[0][edge], inside[1][edge]]
        color[edge] = np.rint(color[edge] * alpha + background * (1 - alpha))
        band.view(np.uint32)[..., 0][inside] = color.view(np.uint32)[:, 0]

    def _colors_under(self, row: IndexArray, position: SingleArray, width: SingleArray
                      ) -> ByteArray:  # fmt: skip
        """(P, 4): the mean color under P pixels.

        `position` is the pixel's, in mean sectors from the first one; `width` is a mean sector's,
        in pixels.
        """
        rows, count = self._colors.shape[:2]
        half = np.minimum(0.5 / width, count)
        low, high = position - half, position + half
        starts = self._sector_starts()
        if starts is None:  # sector n begins at n
            first, last = np.floor(low).astype(np.intp), np.floor(high).astype(np.intp)
            padding = max(-int(first.min()), int(last.max()) + 1 - count, 0)
        else:
            padding = count
            first, last = (
                np.searchsorted(starts[:-1], side, side="right") - 1 - padding
                for side in (low, high)
            )
        sectors = np.full((rows, count + 2 * padding, 4), 255, np.uint8)
        sectors[..., :3] = np.pad(
            self._colors,
            ((0, 0), (padding, padding), (0, 0)),
            "wrap" if self._geometry.is_closed else "edge",
        )
        # Four bytes are copied as one number, which is faster.
        flat = sectors.reshape(-1, 4)
        start = row * sectors.shape[1] + padding
        color: ByteArray = flat.view(np.uint32)[start + first].view(np.uint8)
        several = np.flatnonzero(last > first)
        if not len(several):
            return color
        # Where there are few others, it is quicker to work them out, too, than to leave them out.
        chosen = several if len(several) < len(row) / 2 else slice(None)
        row, low, high, first, last = (each[chosen] for each in (row, low, high, first, last))
        begin, end = start[chosen] + first, start[chosen] + last
        # The integral over the sectors, between both sides of the pixel; a row of sums is one
        # longer than a row of sectors.
        sums = np.zeros((rows, sectors.shape[1] + 1, 4), np.int32 if starts is None else np.float64)
        wide = sectors if starts is None else sectors * np.diff(starts)[:, None]
        np.cumsum(wide, axis=1, out=sums[:, 1:])
        flat_sums, levels = sums.reshape(-1, 4), flat.astype(np.float32)
        total = flat_sums.take(end + row, axis=0)
        total -= flat_sums.take(begin + row, axis=0)
        total = total.astype(np.float32)
        before = low - (np.floor(low) if starts is None else starts[first + padding])
        beyond = high - (np.floor(high) if starts is None else starts[last + padding])
        total += beyond.astype(np.float32)[:, None] * levels.take(end, axis=0)
        total -= before.astype(np.float32)[:, None] * levels.take(begin, axis=0)
        total /= (high - low).astype(np.float32)[:, None]
        color[chosen] = np.rint(total, out=total)
        return color

    def _sector_starts(self) -> FloatArray | None:
        """Where each sector begins, and the last one ends, in mean sectors; before the first and
        after the last, all once more. None for sectors that are all as wide."""
        edges = self._edges.fractions
        if edges is None:
            return None
        if self._geometry.is_closed:
            around = np.concatenate([edges[:-1] - 1, edges[:-1], edges + 1])
        else:  # what lies outside has the color of the first or the last sector
            outside = np.arange(1, len(edges)) / (len(edges) - 1)
            around = np.concatenate([outside - 1 - outside[0], edges, 1 + outside])
        return np.asarray(around * (len(edges) - 1))

    def draw_shapes(self, renderer: RendererBase, box: Bbox, bleed_box: Bbox) -> None:
        """Draw a part of the ring for each run of sectors of one color."""
        ring = self._geometry
        side = min(box.width, box.height)
        transform = Affine2D().translate(
            box.x0 + ring.center[0] * box.width, box.y0 + ring.center[1] * box.height
        )
        inner, outer = ring.inner * side, ring.outer * side
        context = renderer.new_gc()
        context.set_linewidth(0)
        rows = len(self._colors)
        for row, colors in enumerate(self._colors):
            # Rows reach under the next one too: the first is drawn over the whole width.
            outside = outer - (outer - inner) * row / rows
            for run in self._overlapping_runs(colors):
                path = self._sector(run, inner, outside)
                renderer.draw_path(context, path, transform, run.color)
        context.restore()

    def _overlapping_runs(self, colors: ByteArray) -> list[ColorRun]:
        """Runs of equal colors (N, 3), each a sample longer, so that it lies under the next one."""
        count, runs = len(colors), color_runs(colors)
        longer = [ColorRun(run.begin, min(run.end + 1, count), run.color) for run in runs]
        if self._geometry.is_closed and len(runs) > 1:
            # The last one lies under the first, so it has to be drawn before it, too.
            last = runs[-1]
            longer = [ColorRun(last.begin, count + 1, last.color), *longer]
        return longer

    def _sector(self, run: ColorRun, inner: float, outer: float) -> Path:
        """The outline of a run, radii in matplotlib's pixels."""
        ring = self._geometry
        begin = ring.begin + ring.turns * self._edges.begin(run.begin)
        end = ring.begin + ring.turns * self._edges.begin(run.end)
        start, stop = 90 - 360 * end, 90 - 360 * begin
        if end - begin >= 1:
            start = stop - 359.9999  # matplotlib takes it modulo 360
        arc = Path.arc(start, stop)
        points, codes = np.asarray(arc.vertices), np.asarray(arc.codes)
        vertices = np.concatenate([points * outer, points[::-1] * inner, [[0, 0]]])
        # Out along the outer arc, back along the inner one, to which a line leads.
        inward = [Path.LINETO, *codes[1:]]
        return Path(vertices, np.concatenate([codes, inward, [Path.CLOSEPOLY]]))
