"""What can be told before a picture is drawn, without loading what draws it."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.text.fonts import choose_fonts


def missing_characters(fingerprint: Fingerprint, picture: Picture) -> str:
    """The characters of title and caption that no font has."""
    text = picture.title_of(fingerprint.film.title) + (picture.caption or "")
    return choose_fonts(text, picture.font).missing
