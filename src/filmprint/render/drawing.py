"""The table of styles, and drawing: a fingerprint and options to a figure."""

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, new_canvas
from filmprint.render.styles.palette import palette
from filmprint.render.styles.poster import poster as poster_style
from filmprint.render.styles.ring import half_ring, ring
from filmprint.render.styles.space import space
from filmprint.render.styles.stack import stack
from filmprint.render.styles.stills import stills
from filmprint.render.styles.strip import strip
from filmprint.render.styles.wave import wave
from filmprint.render.styles.wave_ring import wave_ring

Style = Callable[[Canvas, Fingerprint, Picture], None]

STYLES: dict[str, Style] = {
    "poster": poster_style,
    "strip": strip,
    "stack": stack,
    "ring": ring,
    "half-ring": half_ring,
    "space": space,
    "wave": wave,
    "wave-ring": wave_ring,
    "palette": palette,
    "stills": stills,
}
"""Each style draws a fingerprint on a canvas; its defaults are in `options.STYLES`."""


def draw(fingerprint: Fingerprint, *, style: str = Picture.style, **options: Any) -> Figure:
    """The fingerprint in that style, as a matplotlib figure of exactly size x dpi pixels.

    `options` are the fields of `options.Picture`: title, size, dpi and so on. Raises
    `OptionError`.
    """
    return draw_picture(fingerprint, Picture(style=style, **options))


def poster(fingerprint: Fingerprint, **options: Any) -> Figure:
    """The poster, as `draw` gives it."""
    return draw(fingerprint, style="poster", **options)


def draw_picture(fingerprint: Fingerprint, picture: Picture) -> Figure:
    """The picture that the options ask for; they name one style."""
    style = STYLES[picture.style]
    canvas = new_canvas(picture)
    style(canvas, fingerprint, picture)
    return canvas.figure
