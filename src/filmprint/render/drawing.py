"""Drawing: a fingerprint and picture options to a figure.

A style is a module in `render/styles/` with a function `draw`; its name and its defaults are in
`options.STYLES`.
"""

from importlib import import_module
from types import ModuleType
from typing import Unpack

from matplotlib.figure import Figure

from filmprint.fingerprint.contact_sheet import with_chosen_stills
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import MOST_CHOSEN_STILLS, Picture, PictureOptions
from filmprint.render.canvas import Canvas, new_canvas


def draw(
    fingerprint: Fingerprint, *, style: str = Picture.style, **options: Unpack[PictureOptions]
) -> Figure:
    """The fingerprint in that style, as a matplotlib figure of exactly size x dpi pixels.

    `options` are the fields of `options.Picture`: title, size, dpi and so on. Raises
    `OptionError`.
    """
    return draw_picture(fingerprint, Picture(style=style, **options))


def poster(fingerprint: Fingerprint, **options: Unpack[PictureOptions]) -> Figure:
    """The poster, as `draw` gives it."""
    return draw(fingerprint, style="poster", **options)


def draw_picture(fingerprint: Fingerprint, picture: Picture) -> Figure:
    """The picture that the options ask for; they name one style. Raises `OptionError`."""
    canvas = new_canvas(picture)
    draw_style(canvas, fingerprint, picture)
    return canvas.figure


def draw_style(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Draw on a canvas in the picture's style."""
    if 0 < picture.defaults.stills <= MOST_CHOSEN_STILLS:
        fingerprint = with_chosen_stills(fingerprint, picture.defaults.stills)
    style_module(picture.style).draw(canvas, fingerprint, picture)


def style_module(style: str) -> ModuleType:
    """A style's module, loaded now: half_ring.py for half-ring."""
    return import_module(f"filmprint.render.styles.{style.replace('-', '_')}")
