"""Artists that set pixels themselves, and draw shapes where there are no pixels."""

from abc import abstractmethod

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Bbox

from filmprint.color.arrays import ByteArray
from filmprint.render.canvas import Canvas, PixelBox, pixel_box

BAND = 256
"""Rows of pixels that are worked out at a time, so that memory does not grow with the picture."""


class RasterArtist(Artist):
    """A picture in a place on a sheet: exact pixels in PNG and the like, shapes in PDF and SVG.

    `rasterize` gets the canvas's pixels (height, width, 4) uint8, straight into which it
    writes: matplotlib's own way for an image of that size takes 20 times as long. `draw_shapes`
    gets the box in matplotlib's pixels, whose y goes up.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas
        canvas.figure.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Draw where the canvas is."""
        sheet, box, paint = self.canvas.figure, self.canvas.box, self.canvas.bleed_box
        if isinstance(renderer, RendererAgg):
            pixels = np.asarray(renderer.buffer_rgba())
            self.rasterize(pixels, pixel_box(box, sheet), pixel_box(paint, sheet))
        else:
            inside, whole = (part.transformed(sheet.transSubfigure) for part in (box, paint))
            self.draw_shapes(renderer, inside, whole)

    @abstractmethod
    def rasterize(self, pixels: ByteArray, box: PixelBox, paint: PixelBox) -> None:
        """Write the picture into the sheet's pixels."""

    @abstractmethod
    def draw_shapes(self, renderer: RendererBase, box: Bbox, paint: Bbox) -> None:
        """Draw the picture as shapes."""
