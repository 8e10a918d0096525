"""Letters with their marks, which one font has to draw together."""

import unicodedata

JOINERS = "\u200c\u200d"
"""Zero width (non-)joiner."""


def graphemes(text: str) -> list[str]:
    """The text cut into letters with the marks and joiners that follow them.

    A simple form of the grapheme clusters of Unicode Standard Annex 29; spaces stand alone.
    """
    clusters: list[str] = []
    for character in text:
        extends = _is_mark(character) or character in JOINERS
        after_joiner = clusters and clusters[-1][-1] in JOINERS and _is_symbol(character)
        if clusters and not clusters[-1].isspace() and (extends or after_joiner):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _is_mark(character: str) -> bool:
    """Whether a character is drawn with the one before it."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me")


def _is_symbol(character: str) -> bool:
    """Whether it is a symbol, such as an emoji."""
    return unicodedata.category(character) in ("So", "Sk")
