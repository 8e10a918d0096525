"""Names of colors: the nearest in Oklab of those that people gave in a survey.

The names are the 949 most common ones of the xkcd color survey (Randall Munroe, 2010, 222,500
sessions; https://xkcd.com/color/rgb/, in the public domain by CC0), which matplotlib carries. Left
out are those that nobody wants on a wall, that are no names ("dark", "blue/green") or misspelled.
"""

import functools
import re

import numpy as np
from numpy.typing import ArrayLike

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import bytes_from_srgb, oklab_from_srgb, srgb_from_oklab

_UNWANTED = re.compile(
    r"""
    \b(baby\ (poo|poop|puke|shit)|barf|barney|barbie|bile|bland|boring|booger|bruise|diarrhea|dirty|
    ^drab|dried\ blood|gross|hospital|icky|kermit|muddy|murky|nasty|nice|pea\ soup|piss|pig|poison|
    poo|poop|puce|puke|radioactive|shit|sick|sickly|snot|tiffany|toxic|ugly|urple|burple|blurple|vomit|weird|
    windows|blood|dirt|mud|off\ (blue|green|yellow)|creme|fluro|forrest|kelley|lavendar|liliac|
    manilla|ocre|ocher|perrywinkle|purpley?|purpleish|purply|siena|terracota|terra\ cotta|toupe|
    vermillion|golden\ rod|greeny|bluey|browny|orangey|orangeish|pinky|reddy|yellowy|really|
    washed\ out|with)\b
    | / | ^(dark|pale|[a-z]+ish|blue\ blue|light\ light\ .*|lighter\ .*|pink\ red|red\ pink)$
    """,
    re.VERBOSE,
)


GRAYS = ("black", "almost black", "dark gray", "medium gray", "gray", "silver", "light gray",
         "white")  # fmt: skip
"""What a color without chroma is called; their own colors all but lack it (at most 0.01)."""

GRAY_CHROMA, GRAY_LEVELS = 0.01, 3
"""A color is gray up to this Oklab chroma (about 0.02 can just be told apart), or where its
channels are so many levels apart: near black, chroma exaggerates what no eye sees."""

CLEAR_CHROMA, NEUTRAL_CHROMA = 0.04, 0.03
"""A color of more Oklab chroma than the first has a clear hue: it gets no name whose own color has
less than the second, so no brown is a dark gray. What is almost black may be called so."""


def color_name(color: ArrayLike) -> str:
    """The nearest color's name, in American spelling, for an sRGB color 0..255.

    A gray is called one of `GRAYS`, and a color with a clear hue none of `neutral_names`.
    """
    names, points = _names()
    lab = oklab_from_srgb(color)
    distance = ((points - lab) ** 2).sum(axis=1)
    chroma = np.hypot(lab[1], lab[2])
    if chroma <= GRAY_CHROMA or np.ptp(np.asarray(color)) <= GRAY_LEVELS:
        distance[[name not in GRAYS for name in names]] = np.inf
    elif chroma > CLEAR_CHROMA:
        distance[[name in neutral_names() for name in names]] = np.inf
    return names[int(distance.argmin())]


def named_colors() -> tuple[tuple[str, ...], ByteArray]:
    """All names, and their sRGB colors, (n, 3) uint8."""
    names, points = _names()
    return names, bytes_from_srgb(srgb_from_oklab(points))


@functools.cache
def neutral_names() -> frozenset[str]:
    """The names that no color with a clear hue is given."""
    names, points = _names()
    is_neutral = np.hypot(points[:, 1], points[:, 2]) < NEUTRAL_CHROMA
    neutral = {name for name, each in zip(names, is_neutral, strict=True) if each}
    return frozenset(neutral - {"black", "almost black"})


@functools.cache
def _names() -> tuple[tuple[str, ...], FloatArray]:
    from matplotlib.colors import XKCD_COLORS  # half a second to load

    named = {
        name.removeprefix("xkcd:"): color
        for name, color in sorted(XKCD_COLORS.items())
        if not _UNWANTED.search(name.removeprefix("xkcd:"))
    }
    colors = [list(bytes.fromhex(str(color)[1:])) for color in named.values()]
    return tuple(name.replace("grey", "gray") for name in named), oklab_from_srgb(np.array(colors))
