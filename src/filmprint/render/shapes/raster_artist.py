"""Artists that set pixels themselves, and draw shapes where there are no pixels."""

from abc import abstractmethod

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.transforms import Affine2D, Bbox

from filmprint.color.arrays import ByteArray
from filmprint.render.canvas import Canvas, PixelBox

BAND_ROWS = 256
"""Rows of pixels that are computed at a time, so that memory does not grow with the picture."""


class RasterArtist(Artist):
    """A shape on a canvas: exact pixels in PNG, JPEG and TIFF, vector shapes in PDF and SVG.

    `rasterize` writes straight into the figure's pixels, (height, width, 4) uint8: matplotlib's own
    way for an image of that size takes 20 times as long. `draw_shapes` gets its boxes in
    matplotlib's pixels, whose y goes up.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas
        canvas.figure.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Draw on the canvas."""
        canvas = self.canvas
        if isinstance(renderer, RendererAgg):
            pixels = np.asarray(renderer.buffer_rgba())
            self.rasterize(pixels, canvas.pixels(canvas.box), canvas.pixels(canvas.bleed_box))
        else:
            to_pixels = canvas.figure.transSubfigure
            box, bleed_box = (
                canvas.box.transformed(to_pixels),
                canvas.bleed_box.transformed(to_pixels),
            )
            self.draw_shapes(renderer, box, bleed_box)

    @abstractmethod
    def rasterize(self, pixels: ByteArray, box: PixelBox, bleed_box: PixelBox) -> None:
        """Write the shape into the figure's pixels."""

    @abstractmethod
    def draw_shapes(self, renderer: RendererBase, box: Bbox, bleed_box: Bbox) -> None:
        """Draw the shape as paths or images."""


class PixelArtist(RasterArtist):
    """A shape of so many colors that it is an image of pixels in PDF and SVG, too."""

    def draw_shapes(self, renderer: RendererBase, box: Bbox, bleed_box: Bbox) -> None:
        """Draw the picture's own pixels as one image."""
        canvas = self.canvas
        part = canvas.pixels(canvas.bleed_box)
        whole = canvas.pixels(Bbox.unit())
        pixels = np.empty((whole.height, whole.width, 4), np.uint8)
        pixels[:] = np.rint(np.multiply(to_rgba(canvas.background), 255))
        self.rasterize(pixels, canvas.pixels(canvas.box), part)
        image = pixels[part.top : part.bottom, part.left : part.right]
        transform = Affine2D().scale(bleed_box.width, bleed_box.height)
        context = renderer.new_gc()
        renderer.draw_image(
            context, 0, 0, image[::-1], transform.translate(bleed_box.x0, bleed_box.y0)
        )
        context.restore()
