"""Columns of exact color, sharp at every size and in every format."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from filmprint.color.arrays import ByteArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.raster_artist import RasterArtist


class Columns(RasterArtist):
    """Rows of vertical bars that fill a canvas, time from left to right.

    `colors` is (rows, N, 3) uint8. In a picture of pixels each pixel has the color of the bar
    under its middle: nothing is blended, so the middle column of a bar of at least one pixel
    has exactly its color. In PDF and SVG each bar is a rectangle that reaches under the next
    one, because two edges that only touch let the ground shine through.
    """

    def __init__(self, canvas: Canvas, colors: ByteArray) -> None:
        super().__init__(canvas)
        self._colors = colors

    def rasterize(self, pixels: ByteArray, box: PixelBox, paint: PixelBox) -> None:
        """Write the bars into the sheet's pixels."""
        rows, count = self._colors.shape[:2]
        left, top, right, bottom = paint
        column = places_of_pixels(left, right, box[0], box[2], count)
        row = places_of_pixels(top, bottom, box[1], box[3], rows)
        bars = np.full((rows, right - left, 4), 255, np.uint8)
        bars[..., :3] = self._colors[:, column]
        inside = pixels[top:bottom, left:right]
        for n, colors in enumerate(bars):
            inside[row == n] = colors

    def draw_shapes(self, renderer: RendererBase, box: Bbox, paint: Bbox) -> None:
        """Draw a rectangle for each run of bars of one color."""
        rows, count = self._colors.shape[:2]
        context = renderer.new_gc()
        context.set_linewidth(0)
        square = Path.unit_rectangle()
        for row, colors in enumerate(self._colors):
            changes = [0, *(np.flatnonzero((colors[1:] != colors[:-1]).any(axis=1)) + 1)]
            ends = [*changes[1:], count]
            # Rows reach under the next one too: the first is drawn over the whole height.
            top = paint.y1 if row == 0 else box.y0 + box.height * (rows - row) / rows
            for begin, end in zip(changes, ends, strict=True):
                left = paint.x0 if begin == 0 else box.x0 + box.width * begin / count
                right = paint.x1 if end == count else box.x0 + box.width * (end + 1) / count
                place = Affine2D().scale(right - left, top - paint.y0).translate(left, paint.y0)
                renderer.draw_path(context, square, place, tuple(colors[begin] / 255))
        context.restore()


def places_of_pixels(
    first: int, last: int, low: int, high: int, count: int
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Which of `count` equal parts of low..high lies under the middle of each pixel first..last.

    Pixels outside low..high have the first or the last part. Whole numbers, so exact.
    """
    middles = 2 * (np.arange(first, last) - low) + 1
    return np.clip(middles * count // (2 * (high - low)), 0, count - 1)
