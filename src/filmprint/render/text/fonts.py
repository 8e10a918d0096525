"""The fonts of a text: subsets with its characters alone, and fallbacks for what a font lacks.

A font is reduced to the characters needed and, where it is variable, to one weight: HarfBuzz does
that in 2 milliseconds (fontTools takes 0.7 seconds for a title and 8 seconds for all of
Montserrat). A character that the first font lacks comes from the next one that has it. What no
font has is not drawn, and `FontFallback.missing` names it.
"""

import atexit
import functools
import hashlib
import io
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import fontpkg
import numpy as np
import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont, TTLibError, newTable
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as OutlinePath
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

from filmprint.color.arrays import FloatArray
from filmprint.errors import OptionError
from filmprint.render.text.graphemes import graphemes

WEIGHT = 300
"""Light, on the scale of OpenType's wght axis."""
USUAL_CAP_HEIGHT = 0.7
"""Height of capitals, in font sizes, where a font does not tell it."""
ASCII = frozenset(map(chr, range(33, 127)))
"""Characters that a subset has anyway: so one serves most titles of a run."""


@dataclass(frozen=True)
class FontFallback:
    """A text and the fonts that draw it.

    text
        What is drawn: the text without the characters that no font has; nothing, where those are
        most of it.
    families
        matplotlib's names of the font subsets, to be tried in this order.
    cap_height
        Height of the first font's capitals, in font sizes.
    missing
        The characters that no font has.
    """

    text: str
    families: tuple[str, ...]
    cap_height: float
    missing: str


@dataclass(frozen=True)
class FontSubset:
    """A font with only the characters that are needed: matplotlib's name for it, and its file.

    `cap_height` is the height of its capitals, in font sizes.
    """

    family: str
    file: Path
    cap_height: float


font_subsets: dict[str, FontSubset] = {}
"""The subsets made so far, by family."""


def choose_fonts(text: str, font: str | None = None) -> FontFallback:
    """Choose the fonts for a text and reduce them to its characters.

    A letter and its marks come from one font.

    `font` is the name of an installed font or a font file; None is Montserrat Light. Raises
    `OptionError` where there is no such font.
    """
    text = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cs")
    )
    clusters = graphemes(text)
    needed = {cluster for cluster in clusters if not cluster.isspace()}
    subsets: list[FontSubset] = []
    for file in _candidates(font):
        characters = _characters(file)
        available = {cluster for cluster in needed if characters.issuperset(cluster)}
        if available or not subsets:
            wanted = (ASCII & characters).union(*available)
            subsets.append(_make_subset(file, "".join(sorted(wanted))))
        needed -= available
        if not needed:
            break
    drawn = "".join(cluster for cluster in clusters if cluster not in needed)
    if any(len(cluster) > 1 for cluster in needed):
        # No font has a letter together with its marks: the letter is drawn alone.
        letters = (cluster[0] if cluster in needed else cluster for cluster in clusters)
        alone = choose_fonts("".join(letters), font)
        marks = {mark for cluster in needed for mark in cluster[1:]}
        return replace(alone, missing="".join(sorted({*alone.missing, *marks})))
    visible = [cluster for cluster in clusters if not cluster.isspace()]
    if 2 * sum(cluster in needed for cluster in visible) > len(visible):
        drawn = ""  # a lone letter would be nonsense
    return FontFallback(
        drawn,
        tuple(subset.family for subset in subsets),
        subsets[0].cap_height,
        "".join(sorted(needed)),
    )


@dataclass(frozen=True)
class Extent:
    """Where a line's outlines begin and end, in font sizes from its first letter's origin."""

    begin: float
    end: float


@dataclass(frozen=True)
class _Glyph:
    """A glyph's outlines, their horizontal extent, and where it stands on its line.

    All in units of `text_to_path.FONT_SCALE` to the font size.
    """

    vertices: FloatArray
    codes: NDArray[np.uint8]
    extent: Extent | None
    x: float
    y: float


def line_width(line: str, families: tuple[str, ...]) -> float:
    """Width that a line takes in font sizes: its advance, or its outlines where they are wider."""
    font = _sized_font(families)
    font.set_text(line, flags=LoadFlags.NO_HINTING)
    advance = float(font.get_width_height()[0]) / 64 / text_to_path.FONT_SCALE
    extent = outline_extent(line, families)
    return max(advance, extent.end - extent.begin, 1e-3)


def line_outline(line: str, families: tuple[str, ...], size: float) -> OutlinePath:
    """The outlines of a line from the origin on, at a font size in any unit.

    The text is taken as it is: `matplotlib.textpath.TextPath` would read math between dollar signs.
    """
    glyphs = _glyphs(line, families)
    scale = size / text_to_path.FONT_SCALE
    vertices = [glyph.vertices + np.array([glyph.x, glyph.y]) for glyph in glyphs]
    outline = OutlinePath(
        np.concatenate([np.empty((0, 2)), *vertices]) * scale,
        np.concatenate([np.empty(0, np.uint8), *(glyph.codes for glyph in glyphs)]),
    )
    outline.should_simplify = False
    return outline


def outline_extent(line: str, families: tuple[str, ...]) -> Extent:
    """Where a line's outlines begin and end."""
    scale = 1 / text_to_path.FONT_SCALE
    drawn = [(glyph.x, glyph.extent) for glyph in _glyphs(line, families) if glyph.extent]
    if not drawn:
        return Extent(0.0, 0.0)
    begin = min(x + extent.begin for x, extent in drawn)
    end = max(x + extent.end for x, extent in drawn)
    return Extent(begin * scale, end * scale)


def _sized_font(families: tuple[str, ...]) -> FT2Font:
    """The font subsets as one font with fallbacks, at `text_to_path.FONT_SCALE` pixels."""
    font = get_font([font_subsets[family].file for family in families])
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    return font


def _glyphs(line: str, families: tuple[str, ...]) -> list[_Glyph]:
    """The glyphs of a line, shaped and in order; nothing in it is read as math."""
    glyphs, outlines, _ = text_to_path.get_glyphs_with_font(_sized_font(families), line)
    return [
        _Glyph(*outlines[name], _glyph_extent(name, outlines[name]), x, y)
        for name, x, y, _ in glyphs
    ]


def _glyph_extent(name: str, outline: tuple[FloatArray, NDArray[np.uint8]]) -> Extent | None:
    """The extent of a glyph, computed once: its curves' extremes take matplotlib milliseconds."""
    if name not in _glyph_extents:
        vertices, codes = outline
        box = OutlinePath(vertices, codes).get_extents() if len(vertices) else None
        _glyph_extents[name] = Extent(float(box.x0), float(box.x1)) if box else None
    return _glyph_extents[name]


_glyph_extents: dict[str, Extent | None] = {}


def _candidates(font: str | None) -> Iterator[Path]:
    """Font files: the one asked for, then those that may have what it lacks."""
    if font is None:
        yield fontpkg.path("Montserrat", WEIGHT)
    elif Path(font).is_file():
        if not _characters(Path(font)):
            raise OptionError(f"--font {font}: not a font file that can be drawn.")
        yield Path(font)
    else:
        try:
            yield Path(findfont(FontProperties(family=font), fallback_to_default=False))
        except ValueError as error:
            raise OptionError(f"--font {font}: no installed font or file of that name.") from error
    others = (
        entry for entry in fontManager.ttflist
        if entry.style == "normal" and not entry.name.startswith(("Filmprint ", "Last Resort"))
    )  # fmt: skip
    for entry in sorted(
        others,
        key=lambda entry: (
            not entry.name.startswith("Noto Sans"),  # a family of one look for all scripts
            not entry.name.startswith("DejaVu Sans"),  # comes with matplotlib
            "Sans" not in entry.name,
            abs(int(entry.weight) - WEIGHT) if isinstance(entry.weight, int) else 100,
            entry.name,
            entry.fname,
        ),
    ):
        yield Path(entry.fname)


@functools.cache
def _characters(file: Path) -> frozenset[str]:
    """The characters that a font file can draw; none where it has no outlines."""
    try:
        with TTFont(file, fontNumber=0, lazy=True) as font:
            if not ("glyf" in font or "CFF " in font or "CFF2" in font):
                return frozenset()
            FT2Font(str(file))
            return frozenset(chr(code) for code in font.getBestCmap() or {})
    except (TTLibError, OSError, RuntimeError, AttributeError, AssertionError):
        return frozenset()


@functools.cache
def _make_subset(file: Path, characters: str) -> FontSubset:
    """The font with only those characters, at `WEIGHT`, under a family name of its own."""
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file)))
    request = harfbuzz.SubsetInput()
    request.unicode_set.update({ord(character) for character in characters + " "})
    request.layout_feature_tag_set.clear()
    request.layout_feature_tag_set.invert()  # all features: kerning, ligatures, Arabic forms
    for axis in face.axis_infos:
        weight = min(max(WEIGHT, axis.min_value), axis.max_value)
        request.pin_axis_location(
            face, axis.tag, weight if axis.tag == "wght" else axis.default_value
        )
    data = harfbuzz.subset(face, request).blob.data

    digest = hashlib.sha256(data).hexdigest()[:12]
    family = f"Filmprint {digest}"
    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        names = font["name"] = newTable("name")
        names.names = []
        for number, name in ((1, family), (2, "Regular"), (4, family), (6, f"Filmprint-{digest}")):
            names.setName(name, number, 3, 1, 0x409)
            names.setName(name, number, 1, 0, 0)
        cap_height = 0.0
        if "OS/2" in font:
            font["OS/2"].usWeightClass = 400  # matplotlib searches for the regular weight
            cap_height = getattr(font["OS/2"], "sCapHeight", 0) / font["head"].unitsPerEm
        target = _folder() / f"{digest}{'.otf' if 'CFF ' in font else '.ttf'}"
        font.save(target)
    fontManager.addfont(target)
    font_subsets[family] = FontSubset(family, target, cap_height or USUAL_CAP_HEIGHT)
    return font_subsets[family]


@functools.cache
def _folder() -> Path:
    """A folder for font subsets, removed when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="filmprint-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
