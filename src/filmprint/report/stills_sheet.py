"""A film's stills for a page: small, on one image without gaps."""

import io
from dataclasses import dataclass

from PIL import Image

from filmprint.fingerprint.stills import Stills

WIDTHS = (480, 400, 320, 240, 160)
"""Widths of a still to try, in pixels: the first with which the sheet is small enough."""
MOST_BYTES = 900_000
MOST_SIDE = 12_000
"""Pixels along a side of the sheet; WebP has at most 16383."""
QUALITY = 80


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
    for most in WIDTHS:
        width = max(min(most, stills.width), 1)
        height = max(round(stills.height * width / stills.width), 1)
        rows = -(-len(images) // columns)
        if max(columns * width, rows * height) > MOST_SIDE and most != WIDTHS[-1]:
            continue
        sheet = Image.new("RGB", (columns * width, rows * height))
        for n, image in enumerate(images):
            small = image.resize((width, height), Image.Resampling.LANCZOS)
            sheet.paste(small, (n % columns * width, n // columns * height))
        file = io.BytesIO()
        sheet.save(file, "webp", quality=QUALITY, method=4)
        if file.tell() <= MOST_BYTES:
            break
    return StillsSheet(
        image=file.getvalue(), columns=columns, width=width, height=height, samples=samples
    )
