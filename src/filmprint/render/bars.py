"""Bars of exact color in a matplotlib figure, sharp at every size and in every format."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from ..color import ByteArray


class Bars(Artist):
    """Rows of vertical bars that fill the figure, time from left to right.

    `colors` is (rows, N, 3) uint8. In a picture of pixels each pixel has the color of the bar
    under its middle: nothing is blended, so the middle column of a bar of at least one pixel
    has exactly its color. In PDF and SVG each bar is a rectangle that reaches under the next
    one, because two edges that only touch let the ground shine through.
    """

    def __init__(self, colors: ByteArray) -> None:
        super().__init__()
        self._colors = colors

    def draw(self, renderer: RendererBase) -> None:
        """Draw on the renderer's whole canvas."""
        assert self.figure is not None
        if isinstance(renderer, RendererAgg):
            self._draw_pixels(renderer)
        else:
            self._draw_rectangles(renderer, *self.figure.bbox.size)

    def _draw_pixels(self, renderer: RendererAgg) -> None:
        width, height = int(renderer.width), int(renderer.height)
        rows, count = self._colors.shape[:2]
        column = (2 * np.arange(width) + 1) * count // (2 * width)
        row = (2 * np.arange(height) + 1) * rows // (2 * height)
        bars = np.full((rows, width, 4), 255, np.uint8)
        bars[..., :3] = self._colors[:, column]
        # Straight into the canvas: drawing an image of that size takes 20 times as long.
        canvas = np.asarray(renderer.buffer_rgba())
        for n, colors in enumerate(bars):
            canvas[row == n] = colors

    def _draw_rectangles(self, renderer: RendererBase, width: float, height: float) -> None:
        rows, count = self._colors.shape[:2]
        context = renderer.new_gc()
        context.set_linewidth(0)
        square = Path.unit_rectangle()
        for row, colors in enumerate(self._colors):
            changes = [0, *(np.flatnonzero((colors[1:] != colors[:-1]).any(axis=1)) + 1)]
            ends = [*changes[1:], count]
            # Rows reach under the next one too: the first is drawn over the whole height.
            top = height * (rows - row) / rows
            for begin, end in zip(changes, ends, strict=True):
                left = width * begin / count
                right = width * min(end + 1, count) / count
                place = Affine2D().scale(right - left, top).translate(left, 0)
                renderer.draw_path(context, square, place, tuple(colors[begin] / 255))
        context.restore()
