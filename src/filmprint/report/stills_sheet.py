"""A film's stills for a page: small, on one image without gaps."""

import io
from dataclasses import dataclass

from PIL import Image

from filmprint.fingerprint.stills import Stills

WIDTHS = (480, 400, 320, 240, 160)
"""Widths of a still to try, in pixels: the first with which the sheet is small enough."""
MOST_BYTES = 900_000
QUALITY = 80
EFFORT = 1
"""Of the encoder, 0 to 6: 4, the usual, takes three times as long for a tenth less."""


@dataclass(frozen=True, kw_only=True)
class StillsSheet:
    """A WebP image of stills in rows of `columns`, each `width` x `height` pixels."""

    image: bytes
    columns: int
    width: int
    height: int
    samples: tuple[int, ...]


def small_sheet(stills: Stills) -> StillsSheet:
    """The stills scaled down until their sheet takes at most `MOST_BYTES`.

    At the smallest of `WIDTHS` it is taken whatever its size. Raises `FingerprintFileError` for a
    broken sheet.
    """
    images = [Image.fromarray(image) for image in stills.images()]
    samples = tuple(still.sample for still in stills.stills)
    columns = max(round(len(images) ** 0.5), 1)
    rows = -(-len(images) // columns)
    for most in WIDTHS:
        width = min(most, stills.width)
        height = max(round(stills.height * width / stills.width), 1)
        images = [image.resize((width, height), Image.Resampling.LANCZOS) for image in images]
        sheet = Image.new("RGB", (columns * width, rows * height))
        for n, image in enumerate(images):
            sheet.paste(image, (n % columns * width, n // columns * height))
        file = io.BytesIO()
        sheet.save(file, "webp", quality=QUALITY, method=EFFORT)
        if file.tell() <= MOST_BYTES:
            break
    return StillsSheet(
        image=file.getvalue(), columns=columns, width=width, height=height, samples=samples
    )
