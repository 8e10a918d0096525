"""What options have in common: ranges, choices, times and pairs of numbers."""

import math
import re

from filmprint.errors import OptionError


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise `OptionError` unless low <= value <= high."""
    if not (isinstance(value, int | float) and low <= value <= high):
        raise OptionError(f"--{name} must be from {low} to {high}, not {value}.")


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise `OptionError` unless value is one of choices."""
    if value not in choices:
        raise OptionError(f"--{name} must be one of {', '.join(choices)}, not {value!r}.")


def parse_seconds(name: str, text: float | str) -> float:
    """Seconds from a number, "90", "90.5", "1:30" or "0:01:30", each also negative."""
    if isinstance(text, int | float) and math.isfinite(text):
        return float(text)
    match = re.fullmatch(r"(-?)(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?)", str(text).strip())
    if not match:
        raise OptionError(
            f"--{name} must be seconds (90.5) or hh:mm:ss (0:01:30), negative to count from "
            f"the end, not {text!r}."
        )
    sign, hours, minutes, seconds = match.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
    return -total if sign else total


def parse_pair(name: str, text: str, example: str) -> tuple[float, float]:
    """Two positive numbers from "10x8" (the sign × may stand between them)."""
    match = re.fullmatch(r"(\d+(?:\.\d*)?)\s*[xX×]\s*(\d+(?:\.\d*)?)", text.strip())
    if not match:
        raise OptionError(f"--{name} must be two numbers with an x between, as in {example}.")
    return float(match[1]), float(match[2])


def parse_area(name: str, text: str) -> tuple[int, int, int, int]:
    """x, y, width and height from "1920x804+0+138", the form of X11 and ImageMagick."""
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})\+(\d{1,6})\+(\d{1,6})", text.strip())
    if not match or 0 in (int(match[1]), int(match[2])):
        raise OptionError(
            f"--{name} must be auto, none or WxH+X+Y, as in 1920x804+0+138, not {text!r}."
        )
    width, height, x, y = map(int, match.groups())
    return x, y, width, height
