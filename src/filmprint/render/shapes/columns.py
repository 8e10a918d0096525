"""Columns of exact color, sharp at every size and in every format."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.bar_edges import BarEdges, parts_under_pixels
from filmprint.render.shapes.color_runs import color_runs
from filmprint.render.shapes.raster_artist import RasterArtist


class Columns(RasterArtist):
    """Rows of columns that fill a canvas, time from left to right.

    `colors` is (rows, N, 3) uint8, `edges` are those of the columns (see `BarEdges`). In a picture
    of pixels each pixel has the color of the column under its middle: nothing is blended, so the
    middle of a column of at least one pixel has exactly its color. In PDF and SVG each column is a
    rectangle that reaches under the next one, because between two edges that only touch the
    background shows through.
    """

    def __init__(self, canvas: Canvas, colors: ByteArray, edges: FloatArray | None = None) -> None:
        super().__init__(canvas)
        self._colors = colors
        self._edges = BarEdges(colors.shape[1], edges)

    def rasterize(self, pixels: ByteArray, box: PixelBox, bleed_box: PixelBox) -> None:
        """Write the columns into the figure's pixels."""
        rows = len(self._colors)
        column = self._edges.under_pixels((bleed_box.left, bleed_box.right), (box.left, box.right))
        row = parts_under_pixels((bleed_box.top, bleed_box.bottom), (box.top, box.bottom), rows)
        lines = np.full((rows, bleed_box.width, 4), 255, np.uint8)
        lines[..., :3] = self._colors[:, column]
        inside = pixels[bleed_box.top : bleed_box.bottom, bleed_box.left : bleed_box.right]
        for n, line in enumerate(lines):
            inside[row == n] = line

    def draw_shapes(self, renderer: RendererBase, box: Bbox, bleed_box: Bbox) -> None:
        """Draw a rectangle for each run of columns of one color."""
        rows, count = self._colors.shape[:2]
        context = renderer.new_gc()
        context.set_linewidth(0)
        square = Path.unit_rectangle()
        bottom = bleed_box.y0
        for row, colors in enumerate(self._colors):
            # Rows reach under the next one too: the first is drawn over the whole height.
            top = bleed_box.y1 if row == 0 else box.y0 + box.height * (rows - row) / rows
            for run in color_runs(colors):
                left, right = bleed_box.x0, bleed_box.x1
                if run.begin > 0:
                    left = box.x0 + box.width * self._edges.begin(run.begin)
                if run.end < count:
                    right = box.x0 + box.width * self._edges.begin(run.end + 1)
                transform = Affine2D().scale(right - left, top - bottom).translate(left, bottom)
                renderer.draw_path(context, square, transform, run.color)
        context.restore()
