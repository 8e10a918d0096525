"""Sizes of pictures: paper by name, lengths with units, pixels of screens.

Sources: ISO 216 for A0 to A6, ANSI/ASME Y14.1 for letter and tabloid.
"""

import re

from filmprint.errors import OptionError
from filmprint.options.checks import shown

INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}
"""A unit's length in inches; px depends on the resolution."""

PAPERS_MM = {
    "a0": (841.0, 1189.0), "a1": (594.0, 841.0), "a2": (420.0, 594.0), "a3": (297.0, 420.0),
    "a4": (210.0, 297.0), "a5": (148.0, 210.0), "a6": (105.0, 148.0),
    "letter": (215.9, 279.4), "legal": (215.9, 355.6), "tabloid": (279.4, 431.8),
}  # fmt: skip
"""Width and height of sheets that stand upright, in millimeters."""

SCREENS_PX = {"16:9": (3840, 2160), "hd": (1920, 1080), "phone": (1440, 3120)}
"""Width and height of screens in pixels: a large and a small wide one, and a phone's (6:13)."""

_NUMBER = r"(\d{1,9}(?:\.\d*)?|\.\d+)"
_PAIR = re.compile(rf"{_NUMBER}\s*[x×]\s*{_NUMBER}\s*(in|cm|mm|pt|px)?", re.ASCII)
_LENGTH = re.compile(rf"{_NUMBER}\s*(in|cm|mm|pt|px|%)?", re.ASCII)


def parse_size(name: str, text: str, dpi: int) -> tuple[float, float]:
    """Width and height in inches of "A3", "A3 landscape", "50x70cm", "10x10", "phone".

    A pair of numbers without a unit is inches. Raises `OptionError`.
    """
    cleaned = text.strip().lower()
    paper, _, turned = re.sub(r"[\s_-]+", " ", cleaned).partition(" ")
    if paper in PAPERS_MM and turned in ("", "portrait", "landscape"):
        width, height = (side / 25.4 for side in PAPERS_MM[paper])
        return (height, width) if turned == "landscape" else (width, height)
    if cleaned in SCREENS_PX:
        width_px, height_px = SCREENS_PX[cleaned]
        return width_px / dpi, height_px / dpi
    match = _PAIR.fullmatch(cleaned)
    if not match:
        raise OptionError(
            f"--{name} must be like 10x10 (inches), 50x70cm, 1920x1080px, A3, 'A3 landscape', "
            f"{', '.join(SCREENS_PX)}; not {shown(text)}."
        )
    inches = _inches(match[3] or "in", dpi)
    return float(match[1]) * inches, float(match[2]) * inches


def parse_length(name: str, text: str, dpi: int, *, whole: float | None = None) -> float:
    """Inches of "3mm", "0.5in", "20px", "0", or "5%" of `whole` inches where that is given."""
    match = _LENGTH.fullmatch(text.strip().lower())
    unit = match[2] if match else None
    if match and unit == "%" and whole is not None:
        return float(match[1]) / 100 * whole
    if not match or unit == "%" or (unit is None and float(match[1]) != 0):
        part = " or 5%" if whole is not None else ""
        raise OptionError(
            f"--{name} must be a length like 3mm, 0.5in, 20px{part}; not {shown(text)}."
        )
    return float(match[1]) * _inches(unit or "in", dpi)


def _inches(unit: str, dpi: int) -> float:
    return 1 / dpi if unit == "px" else INCHES[unit]
