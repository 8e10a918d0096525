"""Times as people read them."""

import math

TENTHS_BELOW_SECONDS = 600
"""Where all times are below this, whole seconds would be too coarse."""


def clock(seconds: float, *, hours: bool = False, longest: float = math.inf) -> str:
    """ "3:05" or "1:02:03", rounded to whole seconds; with `hours`, also "0:03:05".

    `longest` is the longest of the times beside it, or the film's length, in seconds: below ten
    minutes all of them have tenths, "3:05.2".
    """
    tenths = longest < TENTHS_BELOW_SECONDS
    whole, tenth = divmod(round(10 * seconds), 10) if tenths else (round(seconds), 0)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    part = f".{tenth}" if tenths else ""
    if hour or hours:
        return f"{hour}:{minute:02d}:{second:02d}{part}"
    return f"{minute}:{second:02d}{part}"


def clock_within(seconds: float) -> str:
    """A time as an option takes it, rounded down: "3:05", or ".25" of less than a second."""
    return clock(int(seconds)) if seconds >= 1 else f"{seconds:.2g}"


def clock_from_either_end(seconds: float) -> str:
    """A time as it may be given: "3:05", "-3:05" from the end, or "3.25 s"."""
    if seconds != int(seconds):
        return f"{seconds:g} s"
    return f"{'-' if seconds < 0 else ''}{clock(abs(seconds))}"


def timestamp(seconds: float) -> str:
    """ "01:02:03.456", rounded to milliseconds."""
    whole, thousandths = divmod(round(1000 * seconds), 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}.{thousandths:03d}"
