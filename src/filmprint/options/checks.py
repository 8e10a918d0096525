"""How options are checked: each field against its annotation, and texts that stand for numbers."""

import re
import reprlib
from collections.abc import Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from filmprint.errors import OptionError

MAX_SECONDS = 366 * 86_400
"""A year: no time in a film, and none that it may take, is longer."""

_TIME = "seconds (90.5) or hh:mm:ss (0:01:30) of at most a year"

Time = Annotated[float | str, msgspec.Meta(description=_TIME)]
"""A time, or a length of time."""

Times = Annotated[float | str | Sequence[float | str], msgspec.Meta(description=_TIME)]
"""A time, or several."""

Box = Annotated[
    str, msgspec.Meta(description="from 8x8 to 4096x4096 in whole pixels, as in 640x370")
]
"""Width and height in pixels."""

Area = Annotated[str, msgspec.Meta(description="auto, none or WxH+X+Y, as in 1920x804+0+138")]
"""A part of a frame."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CLOCK = re.compile(r"(-?)(?:(?:(\d{1,5}):)?(\d{1,2}):)?(\d{1,9}(?:\.\d*)?)", re.ASCII)
_BOX = re.compile(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})", re.ASCII)
_AREA = re.compile(r"(\d{1,6})x(\d{1,6})\+(\d{1,6})\+(\d{1,6})", re.ASCII)


def flag(field_name: str) -> str:
    """The option's name on the command line: "--hdr-peak" for `hdr_peak`."""
    return f"--{field_name.replace('_', '-')}"


def shown(value: object) -> str:
    """The value as an error message shows it: not longer than a line."""
    try:
        return reprlib.repr(value)
    except Exception:  # a number of thousands of digits, or an object that cannot be shown
        return f"a {type(value).__name__}"


def legal_values(annotation: Any) -> str:
    """What an annotation allows, in words: "from 1 to 64 (a whole number)"."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        base, meta = arguments
        if meta.description is not None:
            return str(meta.description)
        if meta.ge is not None:
            whole = " (a whole number)" if base is int else ""
            return f"from {meta.ge} to {meta.le}{whole}"
        return f"text of {meta.min_length or 0} to {meta.max_length} characters"
    if origin in (Union, UnionType):
        one = [part for part in arguments if get_origin(part) is not Sequence]  # several are such
        return " or ".join(legal_values(part) for part in one)
    if origin is Literal:
        return f"one of {', '.join(arguments)}" if len(arguments) > 1 else str(arguments[0])
    words = {
        bool: "True or False",
        int: "a whole number",
        float: "a number",
        str: "text",
        Path: "a path",
    }
    return "None" if annotation is NoneType else words[annotation]


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise `OptionError` unless value is one of choices."""
    if value not in choices:
        raise OptionError(f"--{name} must be one of {', '.join(choices)}, not {shown(value)}.")


def names_in(text: str) -> tuple[str, ...]:
    """The names in "a,b", each once."""
    names = (name.strip().lower() for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def check_text(name: str, text: str | None) -> None:
    """Raise `OptionError` for control characters (but line breaks) and for broken Unicode."""
    if text is not None and _CONTROL.search(text):
        raise OptionError(f"--{name} must be text without control characters, not {shown(text)}.")


def parse_seconds(name: str, value: float | str) -> float:
    """Seconds from a number, "90", "90.5", "1:30" or "0:01:30", each also negative.

    At most `MAX_SECONDS`. Raises `OptionError`.
    """
    seconds = _clock_seconds(value) if isinstance(value, str) else float(value)
    if seconds is None or not abs(seconds) <= MAX_SECONDS:
        raise OptionError(f"--{name} must be {legal_values(Time)}, not {shown(value)}.")
    return seconds


def _clock_seconds(text: str) -> float | None:
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return None
    sign, hours, minutes, seconds = match.groups()
    if (hours and int(minutes) > 59) or (minutes and float(seconds) >= 60):
        return None
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
    return -total if sign else total


def parse_box(name: str, text: str) -> tuple[int, int]:
    """Width and height in pixels from "640x370", 8 to 4096 each (× may stand between them)."""
    match = _BOX.fullmatch(text.strip())
    if not match or not all(8 <= int(side) <= 4096 for side in match.groups()):
        raise OptionError(f"--{name} must be {legal_values(Box)}, not {shown(text)}.")
    return int(match[1]), int(match[2])


def parse_area(name: str, text: str) -> tuple[int, int, int, int]:
    """x, y, width and height from "1920x804+0+138", the form of X11 and ImageMagick."""
    match = _AREA.fullmatch(text.strip())
    if not match or 0 in (int(match[1]), int(match[2])):
        raise OptionError(f"--{name} must be {legal_values(Area)}, not {shown(text)}.")
    width, height, x, y = map(int, match.groups())
    return x, y, width, height
