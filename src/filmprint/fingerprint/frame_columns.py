"""Frame columns: each sample's frame squeezed to a column of pixels, kept in one PNG file."""

import io
from dataclasses import dataclass, field

import numpy as np

from filmprint.color.arrays import ByteArray
from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.provenance import film_tag

ROWS = 96
"""Pixels in a column."""
PNG_BEGIN = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
"""What stands before the width of every PNG file."""


@dataclass(frozen=True, kw_only=True)
class FrameColumns:
    """The frames of N samples, squeezed to columns of `ROWS` pixels, top first.

    `png` is the file's bytes: an image N pixels wide and 2 * ROWS high, the means above the middle
    columns. Samples that were not decoded are black. `count` is N. Raises `ValueError` for another
    file.
    """

    png: bytes = field(repr=False)
    count: int = field(init=False)

    @classmethod
    def of(cls, film_name: str, means: ByteArray, middles: ByteArray) -> "FrameColumns":
        """From means and middle columns, both (N, ROWS, 3) uint8.

        The file says that filmprint made it from that film, so it may be replaced.
        """
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        image = Image.fromarray(np.concatenate([means, middles], axis=1).swapaxes(0, 1))
        about, file = PngInfo(), io.BytesIO()
        about.add_text("Comment", film_tag(film_name))
        image.save(file, "png", pnginfo=about)
        return cls(png=file.getvalue())

    def __post_init__(self) -> None:
        if self.png[:16] != PNG_BEGIN:
            raise ValueError("the frame columns are not a PNG file")
        width, height = (int.from_bytes(self.png[n : n + 4]) for n in (16, 20))
        if height != 2 * ROWS:
            raise ValueError(f"the frame columns are {height} pixels high, not {2 * ROWS}")
        object.__setattr__(self, "count", width)

    @property
    def means(self) -> ByteArray:
        """(N, ROWS, 3) uint8: the mean light of each of `ROWS` equal parts of the frame's height.

        Raises `FingerprintFileError` for a broken file.
        """
        return self._pixels()[:, :ROWS]

    @property
    def middles(self) -> ByteArray:
        """(N, ROWS, 3) uint8: the column in the middle of the frame; errors as `means`."""
        return self._pixels()[:, ROWS:]

    def _pixels(self) -> ByteArray:
        from PIL import Image

        try:
            with Image.open(io.BytesIO(self.png), formats=["PNG"]) as image:
                pixels = np.asarray(image.convert("RGB")).swapaxes(0, 1)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise FingerprintFileError(f"the frame columns cannot be read ({error}).") from error
        return pixels
