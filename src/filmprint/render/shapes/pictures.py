"""Small pictures on a canvas: scaled well, turned where asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, sin

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.transforms import Affine2D, Bbox
from PIL import Image

from filmprint.color.arrays import ByteArray
from filmprint.render.canvas import Canvas, PixelBox
from filmprint.render.shapes.raster_artist import RasterArtist

ABOVE = 0.3
"""Where a picture is cropped in height, the part of the loss that is above."""


@dataclass(frozen=True)
class Placed:
    """A picture (h, w, 3) uint8, its middle and size in points of the canvas, x right and y up.

    `turn` is in radians, counterclockwise.
    """

    image: ByteArray
    x: float
    y: float
    width: float
    height: float
    turn: float = 0.0


def cropped(image: ByteArray, shape: float) -> ByteArray:
    """As much of a picture as has that width to height: from its middle, but rather from above,
    where heads are."""
    height, width = image.shape[:2]
    wide, high = min(width, round(height * shape)), min(height, round(width / shape))
    left, top = (width - wide) // 2, int(ABOVE * (height - high))
    return image[top : top + max(high, 1), left : left + max(wide, 1)]


class Pictures(RasterArtist):
    """Pictures in their places; the later ones lie over the earlier ones."""

    def __init__(self, canvas: Canvas, placed: Sequence[Placed]) -> None:
        super().__init__(canvas)
        self._placed = placed

    def rasterize(self, pixels: ByteArray, box: PixelBox, paint: PixelBox) -> None:
        """Scale each picture to whole pixels and write it; a turned one has soft edges."""
        left, _, right, bottom = box
        scale = (right - left) / self.canvas.points[0]
        for one in self._placed:
            x, y = left + one.x * scale, bottom - one.y * scale
            half = one.width * scale / 2, one.height * scale / 2
            if one.turn:
                _paint_turned(pixels, one, (x, y), half)
                continue
            x0, x1, y0, y1 = (
                round(side) for side in (x - half[0], x + half[0], y - half[1], y + half[1])
            )
            picture = Image.fromarray(one.image).resize(
                (max(x1 - x0, 1), max(y1 - y0, 1)), Image.Resampling.LANCZOS
            )
            _paste(pixels, np.asarray(picture), x0, y0)

    def draw_shapes(self, renderer: RendererBase, box: Bbox, paint: Bbox) -> None:
        """Draw each picture as it is; the viewer scales and turns it."""
        scale = box.width / self.canvas.points[0]
        for one in self._placed:
            place = (
                Affine2D()
                .translate(-0.5, -0.5)
                .scale(one.width * scale, one.height * scale)
                .rotate(one.turn)
                .translate(box.x0 + one.x * scale, box.y0 + one.y * scale)
            )
            opaque = np.full(one.image.shape[:2], 255, np.uint8)
            context = renderer.new_gc()
            renderer.draw_image(context, 0, 0, np.dstack([one.image, opaque])[::-1], place)
            context.restore()


def _paint_turned(
    pixels: ByteArray, one: Placed, middle: tuple[float, float], half: tuple[float, float]
) -> None:
    """Every pixel under the picture, by its place in it."""
    wide, high = max(round(2 * half[0]), 1), max(round(2 * half[1]), 1)
    picture = Image.fromarray(one.image).resize((wide, high), Image.Resampling.LANCZOS)
    # A clear border, so that turning blends the edges into what lies under them.
    opaque = np.pad(np.full((high, wide, 1), 255, np.uint8), ((2, 2), (2, 2), (0, 0)))
    border = np.pad(np.asarray(picture), ((2, 2), (2, 2), (0, 0)), "edge")
    sheet = Image.fromarray(np.concatenate([border, opaque], axis=2))
    reach = int(hypot(*half)) + 3
    x0, y0 = int(middle[0]) - reach, int(middle[1]) - reach
    across, up = middle[0] - x0, middle[1] - y0
    c, s = cos(one.turn), sin(one.turn)
    # From a pixel of the turned picture to one of the sheet (y goes down in both).
    turned = sheet.transform(
        (2 * reach, 2 * reach),
        Image.Transform.AFFINE,
        (c, -s, wide / 2 + 2 - c * across + s * up, s, c, high / 2 + 2 - s * across - c * up),
        Image.Resampling.BICUBIC,
    )
    _paste(pixels, np.asarray(turned), x0, y0)


def _paste(pixels: ByteArray, picture: ByteArray, left: int, top: int) -> None:
    """Lay a picture, perhaps see-through, over the sheet's pixels where it is on the sheet."""
    height, width = pixels.shape[:2]
    cut = (
        slice(max(-top, 0), max(min(picture.shape[0], height - top), 0)),
        slice(max(-left, 0), max(min(picture.shape[1], width - left), 0)),
    )
    part = picture[cut]
    if not part.size:
        return
    under = pixels[top + cut[0].start : top + cut[0].stop, left + cut[1].start : left + cut[1].stop]
    if part.shape[-1] == 3:
        under[..., :3] = part
        return
    cover = part[..., 3:].astype(np.float32) / 255
    under[..., :3] = np.rint(part[..., :3] * cover + under[..., :3] * (1 - cover))
