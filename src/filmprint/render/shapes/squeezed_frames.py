"""Squeezed frames: columns of color that change smoothly from top to bottom."""

import math

import numpy as np
from PIL import Image

from filmprint.color.arrays import ByteArray, SingleArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.bar_edges import parts_under_pixels
from filmprint.render.shapes.raster_artist import BAND_ROWS, PixelArtist
from filmprint.render.shapes.ring import IndexArray, Ring, RingGeometry

RING_ROWS = 4
"""Rows of a ring for each row of its columns: more of them are not told apart."""


class SqueezedFrames(PixelArtist):
    """Columns (N, R, 3) uint8 that fill a canvas, time from left to right.

    Across, each pixel has the column under its middle; down, the R colors are resampled to the
    pixels (bicubic).
    """

    def __init__(self, canvas: Canvas, columns: ByteArray) -> None:
        super().__init__(canvas)
        self._columns = columns

    def rasterize(self, pixels: ByteArray, box: PixelBox, bleed_box: PixelBox) -> None:
        """Write the columns into the figure's pixels, a band of rows at a time."""
        count, rows = self._columns.shape[:2]
        column = parts_under_pixels((bleed_box.left, bleed_box.right), (box.left, box.right), count)
        image = Image.fromarray(np.ascontiguousarray(self._columns[column].swapaxes(0, 1)))
        inside = pixels[:, bleed_box.left : bleed_box.right, :3]
        for top in range(box.top, box.bottom, BAND_ROWS):
            bottom = min(top + BAND_ROWS, box.bottom)
            first, last = ((y - box.top) * rows / box.height for y in (top, bottom))
            band = image.resize(
                (bleed_box.width, bottom - top),
                Image.Resampling.BICUBIC,
                (0, first, bleed_box.width, last),
            )
            inside[top:bottom] = np.asarray(band)
        inside[bleed_box.top : box.top] = inside[box.top]
        inside[box.bottom : bleed_box.bottom] = inside[box.bottom - 1]


class RingOfSqueezedFrames(PixelArtist, Ring):
    """The same around a center, the top of the frames outside.

    Each pixel has the color under its middle; of more columns than there are pixels around the ring
    neighbors are averaged before.
    """

    def __init__(self, canvas: Canvas, columns: ByteArray, geometry: RingGeometry) -> None:
        count, rows = columns.shape[:2]
        box = canvas.pixels(canvas.box)
        outer = geometry.outer * min(box.width, box.height)
        around = math.ceil(2 * math.pi * outer * geometry.turns)
        upright = Image.fromarray(np.ascontiguousarray(columns.swapaxes(0, 1)))
        if count > around:
            upright = upright.resize((around, rows), Image.Resampling.BOX)
        finer = upright.resize((upright.width, rows * RING_ROWS), Image.Resampling.BICUBIC)
        super().__init__(canvas, np.asarray(finer), geometry)

    def _colors_under(
        self, row: IndexArray, position: SingleArray, width: SingleArray
    ) -> ByteArray:
        """(P, 4): the color under P pixels; as those of a ring."""
        color = np.full((len(row), 4), 255, np.uint8)
        color[:, :3] = self._colors[row, np.floor(position).astype(np.intp) % self._colors.shape[1]]
        return color
