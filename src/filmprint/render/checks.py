"""What of the picture options only drawing knows: whether fonts and colors can be drawn."""

from matplotlib.colors import to_rgba

from filmprint.errors import OptionError
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.text.fonts import choose_fonts


def check_font_and_colors(picture: Picture) -> None:
    """Raise `OptionError` for a font or color that cannot be drawn."""
    for option, color in (("text-color", picture.text_color), ("background", picture.background)):
        try:
            is_transparent = color is not None and to_rgba(color)[3] < 1
        except ValueError as error:
            raise OptionError(
                f"--{option} {color}: neither a color's name nor #rrggbb or #rrggbbaa."
            ) from error
        if option == "background" and is_transparent:
            raise OptionError(f"--background {color}: must be opaque.")
    if picture.font is not None:
        choose_fonts("", picture.font)


def missing_characters(fingerprint: Fingerprint, picture: Picture) -> str:
    """The characters of title and caption that no font has."""
    text = picture.title_of(fingerprint.film.title) + (picture.caption or "")
    return choose_fonts(text, picture.font).missing
