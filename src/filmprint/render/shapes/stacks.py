"""Stacked columns: all colors of a sample above one another, each as high as its share."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.color_arrangement import StackedClusters
from filmprint.render.shapes.bar_edges import BarEdges
from filmprint.render.shapes.raster_artist import BAND_ROWS, RasterArtist


class Stacks(RasterArtist):
    """Columns of several parts that fill a canvas, time from left to right.

    Each pixel has the color of the part under its middle. `edges` are those of the columns (see
    `BarEdges`).
    """

    def __init__(
        self, canvas: Canvas, clusters: StackedClusters, edges: FloatArray | None = None
    ) -> None:
        super().__init__(canvas)
        self._colors = clusters.colors
        self._edges = BarEdges(clusters.colors.shape[1], edges)
        ends = np.cumsum(clusters.shares, axis=0)
        self._ends = ends / ends[-1]
        """(K, N): where each part ends, in fractions of the height from the top."""

    def rasterize(self, pixels: ByteArray, box: PixelBox, bleed_box: PixelBox) -> None:
        """Write the parts into the figure's pixels, a band of rows at a time."""
        left, right, width = bleed_box.left, bleed_box.right, bleed_box.width
        parts = len(self._colors)
        column = self._edges.under_pixels((left, right), (box.left, box.right))
        # Rows of pixels, from the box's top, before whose middle a part ends.
        ends = np.rint(self._ends * box.height).astype(np.int32)[:-1, column] + box.top
        table = np.full((parts, width, 4), 255, np.uint8)
        table[..., :3] = self._colors[:, column]
        flat, across = table.reshape(-1, 4), np.arange(width)
        for first in range(bleed_box.top, bleed_box.bottom, BAND_ROWS):
            last = min(first + BAND_ROWS, bleed_box.bottom)
            rows = np.arange(first, last, dtype=np.int32)[:, None]
            part = np.zeros((len(rows), width), np.intp)
            for end in ends:
                part += rows >= end
            pixels[first:last, left:right] = flat[part * width + across]

    def draw_shapes(self, renderer: RendererBase, box: Bbox, bleed_box: Bbox) -> None:
        """Draw a rectangle for each part, which reaches under the next part and column."""
        parts, count = self._colors.shape[:2]
        context = renderer.new_gc()
        context.set_linewidth(0)
        square = Path.unit_rectangle()
        bottom = bleed_box.y0
        for column in range(count):
            left, right, top = bleed_box.x0, bleed_box.x1, bleed_box.y1
            if column > 0:
                left = box.x0 + box.width * self._edges.begin(column)
            if column < count - 2:
                right = box.x0 + box.width * self._edges.begin(column + 2)
            for part in range(parts):
                end = self._ends[part, column]
                if part and end <= self._ends[part - 1, column]:
                    continue
                transform = Affine2D().scale(right - left, top - bottom).translate(left, bottom)
                color = tuple(self._colors[part, column] / 255)
                renderer.draw_path(context, square, transform, color)
                top = box.y1 - end * box.height
        context.restore()
