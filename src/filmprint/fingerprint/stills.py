"""Stills: small frames of a film, kept on one contact sheet."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from filmprint.color.arrays import ByteArray
from filmprint.errors import FingerprintFileError
from filmprint.options import MOST_CHOSEN_STILLS

if TYPE_CHECKING:
    from PIL import Image

MAX_SHEET_PIXELS = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Still:
    """One of the frames that were kept: its sample, and its upper left corner on the sheet."""

    sample: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not all(isinstance(n, int) and n >= 0 for n in (self.sample, self.x, self.y)):
            raise ValueError("a still's sample and position must be whole numbers from 0 on")


@dataclass(frozen=True, kw_only=True)
class Stills:
    """Small frames of a film on one contact sheet, a JPEG file; `images` cuts them out.

    `wanted` is the number asked for, `width` and `height` are a still's, in pixels; `stills` are in
    the order of their samples, `sheet` is the file's bytes.
    """

    wanted: int
    width: int
    height: int
    stills: tuple[Still, ...]
    sheet: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not all(isinstance(n, int) and n > 0 for n in (self.wanted, self.width, self.height)):
            raise ValueError("the number and size of stills must be whole numbers from 1 on")
        if not self.stills:
            raise ValueError("a sheet of stills has at least one")

    @property
    def are_even(self) -> bool:
        """Whether they are spread evenly over the film, rather than chosen."""
        return self.wanted > MOST_CHOSEN_STILLS

    def images(self) -> list[ByteArray]:
        """The stills, (h, w, 3) uint8 each. Raises `FingerprintFileError` for a broken sheet."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(self.sheet), formats=["JPEG"]) as sheet:
                if sheet.width * sheet.height > MAX_SHEET_PIXELS:
                    raise ValueError("too large")
                right = max(still.x for still in self.stills) + self.width
                lower = max(still.y for still in self.stills) + self.height
                if right > sheet.width or lower > sheet.height:
                    raise ValueError("smaller than the fingerprint says")
                return [self._image(sheet, still) for still in self.stills]
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise FingerprintFileError(f"the sheet of stills cannot be read ({error}).") from error

    def _image(self, sheet: Image.Image, still: Still) -> ByteArray:
        area = (still.x, still.y, still.x + self.width, still.y + self.height)
        return np.asarray(sheet.crop(area).convert("RGB"))
