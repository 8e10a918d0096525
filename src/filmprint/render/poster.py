"""The poster: a vertical bar for each sample, time from left to right, the title over them."""

import numpy as np
from matplotlib.figure import Figure

from ..model import Fingerprint
from ..options import Picture
from .bars import Bars
from .typography import draw_title, letter

NEUTRAL = np.array([128, 128, 128], np.uint8)
"""Color of the samples that could not be answered: a plain middle gray."""


def poster(
    fingerprint: Fingerprint,
    *,
    title: str | None = Picture.title,
    no_title: bool = Picture.no_title,
    dominant: int = Picture.dominant,
    size: str = Picture.size,
    dpi: int = Picture.dpi,
    font: str | None = Picture.font,
    text_color: str = Picture.text_color,
) -> Figure:
    """The poster as a matplotlib figure of exactly size x dpi pixels.

    `dominant` rows of bars, the most frequent colors at the top. `title` None is the film's
    title, "" or `no_title` is none; line breaks are kept. Raises `OptionError`.
    """
    picture = Picture(
        title=title, no_title=no_title, dominant=dominant, size=size, dpi=dpi, font=font,
        text_color=text_color,
    )  # fmt: skip
    # A hair more than a whole number of pixels: matplotlib cuts the product, 2480.9999 to 2480.
    width, height = ((pixels + 1e-3) / dpi for pixels in picture.size_pixels)
    figure = Figure(figsize=(width, height), dpi=dpi, frameon=False)
    colors = np.where(fingerprint.answered[:, None, None], fingerprint.dominant(dominant), NEUTRAL)
    figure.add_artist(Bars(colors.swapaxes(0, 1)))
    text = picture.title_of(fingerprint.film.title)
    if text:
        draw_title(figure, letter(text, font), text_color)
    return figure
