"""The film's palette as a function, beside `Fingerprint.palette`."""

from filmprint.color.palette import PaletteColor
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture


def film_palette(
    fingerprint: Fingerprint, colors: int = Picture.colors
) -> tuple[PaletteColor, ...]:
    """The at most `colors` colors that stand for a film, the largest share first.

    Empty for a film of which no sample was decoded.
    """
    return fingerprint.palette(colors)
