"""Stacked bars: all colors of a sample above one another, each as high as its share."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.columns import places_of_pixels
from filmprint.render.shapes.raster_artist import BAND, RasterArtist


class Stacks(RasterArtist):
    """Vertical bars of several parts that fill a canvas, time from left to right.

    `colors` is (parts, N, 3) uint8, `heights` (parts, N) in parts of the bar, from the top; they
    sum to 1 for each bar. Each pixel has the color of the part under its middle.
    """

    def __init__(self, canvas: Canvas, colors: ByteArray, heights: FloatArray) -> None:
        super().__init__(canvas)
        self._colors = colors
        ends = np.cumsum(heights, axis=0)
        self._ends = ends / ends[-1]

    def rasterize(self, pixels: ByteArray, box: PixelBox, paint: PixelBox) -> None:
        """Write the parts into the sheet's pixels, a band at a time."""
        left, top, right, bottom = paint
        parts, count = self._colors.shape[:2]
        column = places_of_pixels(left, right, box[0], box[2], count)
        # Rows of pixels, from the box's top, before whose middle a part ends.
        ends = np.rint(self._ends * (box[3] - box[1])).astype(np.int32)[:-1, column] + box[1]
        table = np.full((parts, right - left, 4), 255, np.uint8)
        table[..., :3] = self._colors[:, column]
        flat, across = table.reshape(-1, 4), np.arange(right - left)
        for first in range(top, bottom, BAND):
            rows = np.arange(first, min(first + BAND, bottom), dtype=np.int32)[:, None]
            part = np.zeros((len(rows), right - left), np.intp)
            for end in ends:
                part += rows >= end
            pixels[rows[0, 0] : rows[-1, 0] + 1, left:right] = flat[part * (right - left) + across]

    def draw_shapes(self, renderer: RendererBase, box: Bbox, paint: Bbox) -> None:
        """Draw a rectangle for each part, which reaches under the next part and the next bar."""
        parts, count = self._colors.shape[:2]
        context = renderer.new_gc()
        context.set_linewidth(0)
        square = Path.unit_rectangle()
        for bar in range(count):
            left = paint.x0 if bar == 0 else box.x0 + box.width * bar / count
            right = paint.x1 if bar >= count - 2 else box.x0 + box.width * (bar + 2) / count
            top = paint.y1
            for part in range(parts):
                end = self._ends[part, bar]
                if part and end <= self._ends[part - 1, bar]:
                    continue
                place = Affine2D().scale(right - left, top - paint.y0).translate(left, paint.y0)
                renderer.draw_path(context, square, place, tuple(self._colors[part, bar] / 255))
                top = box.y1 - end * box.height
        context.restore()
