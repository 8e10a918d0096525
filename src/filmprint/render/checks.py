"""What can be told before a picture is drawn, without loading what draws it."""

import unicodedata

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.text.fonts import choose_fonts


def missing_characters(fingerprint: Fingerprint, picture: Picture) -> str:
    """The characters of title and caption that no font has."""
    text = picture.title_of(fingerprint.film.title) + (picture.caption or "")
    return choose_fonts(text, picture.font).missing


def font_for(characters: str) -> str:
    """A free font that has them, and its package in Debian and Ubuntu."""
    names = {unicodedata.name(character, "").split(" ")[0] for character in characters}
    if names & {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KANGXI", "IDEOGRAPHIC"}:
        return "Noto Sans CJK (Debian, Ubuntu: fonts-noto-cjk)"
    return "Noto (Debian, Ubuntu: fonts-noto-core)"
