"""Thumbnails as web players read them: sheets of small frames, and WebVTT that says which is where.

Each cue's text is the address of a sheet and, as a media fragment (W3C Media Fragments URI 1.0),
the part of it to show: `film.thumbnails-1.jpg#xywh=320,0,320,180`.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
from PIL import Image

from filmprint.color.arrays import ByteArray
from filmprint.options.times import timestamp

MAX_TILES, MAX_SIDE = 10, 4096
"""A sheet has at most so many thumbnails in a row or column, and so many pixels on a side: what is
larger, some phones do not show."""
BACKGROUND = 17
"""Gray where a sheet has no thumbnail, or one that could not be decoded; no cue names that."""
JPEG_QUALITY = 85


@dataclass(frozen=True)
class Grid:
    """How many thumbnails a sheet has in a row, and how many rows."""

    columns: int
    rows: int

    @property
    def tiles(self) -> int:
        """How many thumbnails a sheet has."""
        return self.columns * self.rows


@dataclass(frozen=True)
class Sheet:
    """The bytes of a JPEG file, and for each thumbnail on it x, y, width and height in pixels."""

    jpeg: bytes
    boxes: Mapping[int, tuple[int, int, int, int]]


def grid_for(box: tuple[int, int]) -> Grid:
    """The grid of sheets whose thumbnails fit into a box of (width, height) pixels."""
    columns, rows = (max(min(MAX_TILES, MAX_SIDE // side), 1) for side in box)
    return Grid(columns, rows)


def make_sheet(pictures: Mapping[int, ByteArray], numbers: range, columns: int, tag: str) -> Sheet:
    """The thumbnails of `numbers`, (h, w, 3) uint8 and at least one, from left to right, top down.

    `tag` goes into the file's comment.
    """
    height, width, _ = next(iter(pictures.values())).shape
    across, down = min(columns, len(numbers)), -(-len(numbers) // columns)
    pixels = np.full((down * height, across * width, 3), BACKGROUND, np.uint8)
    boxes = {}
    for number in sorted(pictures):
        row, column = divmod(number - numbers.start, columns)
        x, y = column * width, row * height
        pixels[y : y + height, x : x + width] = pictures[number]
        boxes[number] = (x, y, width, height)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "jpeg", quality=JPEG_QUALITY, subsampling=0, comment=tag)
    return Sheet(file.getvalue(), boxes)


def thumbnails_vtt(
    sheets: Iterable[Sheet], names: Sequence[str], seconds: float, tag: str
) -> bytes:
    """WebVTT with a cue for each thumbnail, number n from n to n + 1 times `seconds`.

    `names` are the sheets' file names, `tag` goes into a note.
    """
    blocks = ["WEBVTT", f"NOTE {tag}"]
    for sheet, name in zip(sheets, names, strict=True):
        for number, box in sheet.boxes.items():
            times = f"{timestamp(number * seconds)} --> {timestamp((number + 1) * seconds)}"
            blocks.append(f"{times}\n{quote(name)}#xywh={','.join(map(str, box))}")
    return ("\n\n".join(blocks) + "\n").encode()
