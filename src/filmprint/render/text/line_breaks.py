"""Where a title breaks into lines."""

import unicodedata
from collections.abc import Iterator
from itertools import combinations, pairwise

MOST_LINES = 6
MOST_WORDS = 14
"""A title with more words is broken between groups of words only."""


def given_lines(text: str) -> list[str]:
    """The lines of a text as it was given, without spaces around them; none of a blank text."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    return lines if any(lines) else []


def wrappings(text: str) -> Iterator[list[str]]:
    """Every way to break a title into at most `MOST_LINES` lines."""
    words = _words(text) or [text]
    step = -(-len(words) // MOST_WORDS)
    groups = ["".join(words[n : n + step]) for n in range(0, len(words), step)]
    for breaks in range(min(len(groups), MOST_LINES)):
        for positions in combinations(range(1, len(groups)), breaks):
            bounds = (0, *positions, len(groups))
            yield ["".join(groups[a:b]).strip() for a, b in pairwise(bounds)]


def _words(text: str) -> list[str]:
    """Parts between which a line may be broken; those that follow a space begin with it.

    They are words, and single ideographs and kana with the marks that must not begin or end a
    line (closing marks, small kana, the long vowel mark; opening marks): JIS X 4051.
    """
    words = [""]
    for before, character in pairwise(" " + text):
        opens = unicodedata.category(before) in ("Ps", "Pi")
        closes = unicodedata.category(character) in ("Pe", "Pf", "Po", "Lm", "Mn", "Mc")
        small = " SMALL " in unicodedata.name(character, "")
        free = _is_ideographic(character) or _is_ideographic(before)
        if character == " " or (free and before != " " and not (opens or closes or small)):
            words.append("")
        words[-1] += character
    return [word for word in words if word.strip()]


def _is_ideographic(character: str) -> bool:
    """Whether lines may be broken beside it: Chinese and Japanese, but not Korean, use no space."""
    wide = unicodedata.east_asian_width(character) in ("W", "F")
    return wide and not unicodedata.name(character, "").startswith("HANGUL")
