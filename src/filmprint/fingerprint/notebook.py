"""How a fingerprint shows itself in a notebook."""

import base64
import html
import io

import numpy as np

from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.film import Film

WIDTH, HEIGHT = 900, 120
"""Pixels of the strip; it is at least as wide as the fingerprint has samples."""


def strip_png(colors: ByteArray) -> bytes:
    """The colors (N, 3) as a strip of columns, a PNG file."""
    from PIL import Image

    count = len(colors)
    width = max(WIDTH, count)
    pixels = np.repeat(colors[np.arange(width) * count // width][None], HEIGHT, axis=0)
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "png")
    return file.getvalue()


def strip_html(film: Film, strip: bytes, facts: str) -> str:
    """The strip over the film's title, year and facts."""
    year = f" ({film.year})" if film.year else ""
    image = base64.b64encode(strip).decode("ascii")
    return (
        f'<div><img style="width: 100%; height: {HEIGHT}px" alt="" '
        f'src="data:image/png;base64,{image}"><div><strong>{html.escape(film.title)}</strong>'
        f"{year}: {html.escape(facts)}</div></div>"
    )
