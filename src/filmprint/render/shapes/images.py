"""Images on a canvas: resampled well, rotated where asked for."""

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

CROPPED_ABOVE = 0.3
"""Where an image is cropped in height, the fraction of the loss that is above."""


@dataclass(frozen=True)
class PlacedImage:
    """An image (h, w, 3) uint8, its center and size in points of the canvas, x right and y up.

    `rotation` is around the center, in radians, counterclockwise.
    """

    image: ByteArray
    center: tuple[float, float]
    width: float
    height: float
    rotation: float = 0.0


def crop_to_aspect(image: ByteArray, aspect: float) -> ByteArray:
    """As much of an image as has that width to height: from its middle, but rather from above,
    where heads are."""
    height, width = image.shape[:2]
    new_width, new_height = min(width, round(height * aspect)), min(height, round(width / aspect))
    left, top = (width - new_width) // 2, int(CROPPED_ABOVE * (height - new_height))
    return image[top : top + max(new_height, 1), left : left + max(new_width, 1)]


class Images(RasterArtist):
    """Images on a canvas; the later ones lie over the earlier ones."""

    def __init__(self, canvas: Canvas, images: Sequence[PlacedImage]) -> None:
        super().__init__(canvas)
        self._images = images

    def rasterize(self, pixels: ByteArray, box: PixelBox, bleed_box: PixelBox) -> None:
        """Resample each image to whole pixels and write it; a rotated one has soft edges."""
        scale = box.width / self.canvas.size_points[0]
        for placed in self._images:
            x, y = box.left + placed.center[0] * scale, box.bottom - placed.center[1] * scale
            half_width, half_height = placed.width * scale / 2, placed.height * scale / 2
            if placed.rotation:
                _paste_rotated(pixels, placed, (x, y), (half_width, half_height))
                continue
            left, right = round(x - half_width), round(x + half_width)
            top, bottom = round(y - half_height), round(y + half_height)
            resized = _resized(placed.image, (max(right - left, 1), max(bottom - top, 1)))
            _paste(pixels, np.asarray(resized), left, top)

    def draw_shapes(self, renderer: RendererBase, box: Bbox, bleed_box: Bbox) -> None:
        """Draw each image as it is; the viewer resamples and rotates it."""
        scale = box.width / self.canvas.size_points[0]
        for placed in self._images:
            x, y = placed.center
            transform = (
                Affine2D()
                .translate(-0.5, -0.5)
                .scale(placed.width * scale, placed.height * scale)
                .rotate(placed.rotation)
                .translate(box.x0 + x * scale, box.y0 + y * scale)
            )
            opaque = np.full(placed.image.shape[:2], 255, np.uint8)
            context = renderer.new_gc()
            rgba = np.dstack([placed.image, opaque])[::-1]
            renderer.draw_image(context, 0, 0, rgba, transform)
            context.restore()


def _resized(image: ByteArray, size: tuple[int, int]) -> Image.Image:
    """The image at that width and height in pixels."""
    return Image.fromarray(image).resize(size, Image.Resampling.LANCZOS)


def _paste_rotated(
    pixels: ByteArray,
    placed: PlacedImage,
    center: tuple[float, float],
    half_size: tuple[float, float],
) -> None:
    """Resample every pixel under a rotated image; center and half its size are in pixels."""
    width, height = max(round(2 * half_size[0]), 1), max(round(2 * half_size[1]), 1)
    resized = _resized(placed.image, (width, height))
    # A transparent border, so that rotation blends the edges into what lies under them.
    opaque = np.pad(np.full((height, width, 1), 255, np.uint8), ((2, 2), (2, 2), (0, 0)))
    border = np.pad(np.asarray(resized), ((2, 2), (2, 2), (0, 0)), "edge")
    upright = Image.fromarray(np.concatenate([border, opaque], axis=2))
    reach = int(hypot(*half_size)) + 3
    left, top = int(center[0]) - reach, int(center[1]) - reach
    x, y = center[0] - left, center[1] - top
    c, s = cos(placed.rotation), sin(placed.rotation)
    # From a pixel of the rotated image to one of the upright image (y goes down in both).
    rotated = upright.transform(
        (2 * reach, 2 * reach),
        Image.Transform.AFFINE,
        (c, -s, width / 2 + 2 - c * x + s * y, s, c, height / 2 + 2 - s * x - c * y),
        Image.Resampling.BICUBIC,
    )
    _paste(pixels, np.asarray(rotated), left, top)


def _paste(pixels: ByteArray, image: ByteArray, left: int, top: int) -> None:
    """Lay an image (h, w, 3 or 4) over the figure's pixels, as far as it is on the figure."""
    height, width = pixels.shape[:2]
    rows = slice(max(-top, 0), max(min(image.shape[0], height - top), 0))
    columns = slice(max(-left, 0), max(min(image.shape[1], width - left), 0))
    visible = image[rows, columns]
    if not visible.size:
        return
    under = pixels[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
    if visible.shape[-1] == 3:
        under[..., :3] = visible
        return
    alpha = visible[..., 3:].astype(np.float32) / 255
    under[..., :3] = np.rint(visible[..., :3] * alpha + under[..., :3] * (1 - alpha))
