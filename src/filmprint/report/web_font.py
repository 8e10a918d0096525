"""Montserrat for a page: cut to the letters that it needs, as CSS."""

import io
from base64 import b64encode
from functools import cache

import fontpkg
import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont

LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "–—‘’“”…−×→"  # noqa: RUF001
WEIGHTS = (300.0, 500.0)
"""Lightest and heaviest that a page uses."""
_FEATURES = ("kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum")


def font_face(text: str) -> str:
    """An `@font-face` rule with the letters of most pages and those of `text`."""
    return _font_face("".join(sorted(set(LETTERS) | set(text))))


@cache
def _font_face(letters: str) -> str:
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(fontpkg.path("Montserrat", 400))))
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update({ord(letter) for letter in letters})
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update({int.from_bytes(tag.encode()) for tag in _FEATURES})
    for axis in face.axis_infos:
        if axis.tag == "wght":
            wanted.set_axis_range(face, axis.tag, *WEIGHTS, 400.0)
        else:
            wanted.pin_axis_location(face, axis.tag, axis.default_value)
    font = TTFont(
        io.BytesIO(harfbuzz.subset(face, wanted).blob.data), recalcTimestamp=False, lazy=False
    )
    font.flavor = "woff"  # compressed by zlib, which Python has; WOFF2 would need Brotli
    file = io.BytesIO()
    font.save(file)
    data = b64encode(file.getvalue()).decode()
    low, high = WEIGHTS
    return (
        f"@font-face {{ font-family: Montserrat; font-weight: {low:g} {high:g}; "
        f'src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
    )
