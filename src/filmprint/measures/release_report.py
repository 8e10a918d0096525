"""An alignment of two releases in words and as plain data."""

from dataclasses import asdict
from typing import Any

from filmprint.measures.alignment import Alignment, Gap, Grading
from filmprint.options.times import clock

NOTICED = 0.5
"""A difference below this is not put into words."""
SPEEDS_IN_WORDS = {
    24 / 25: "25 frames a second where the first has 24",
    25 / 24: "24 frames a second where the first has 25",
}
NEAR = 0.003
"""Relative difference up to which a speed is taken for a known one."""


def as_data(alignment: Alignment) -> dict[str, Any]:
    """Everything but the pairs, as plain data for JSON."""
    return {
        "pairs": len(alignment.first),
        "by": alignment.by,
        "speed": round(alignment.speed, 5),
        "only_first": [asdict(gap) for gap in alignment.only_first],
        "only_second": [asdict(gap) for gap in alignment.only_second],
        "grading": asdict(alignment.overall),
        "differing": [asdict(grading) for grading in alignment.differing],
    }


def in_words(alignment: Alignment, first: str, second: str) -> list[str]:
    """Lines for people; `first` and `second` are what the films are called."""
    by = " by lightness, for the colors differ too much" if alignment.by == "lightness" else ""
    lines = [f"{len(alignment.first)} moments are aligned{by}; {_speed(alignment.speed)}"]
    longest = _longest(alignment)
    for gaps, has, lacks in (
        (alignment.only_first, first, second), (alignment.only_second, second, first),
    ):  # fmt: skip
        lines += [_gap(gap, has, lacks, longest) for gap in gaps]
    if not (alignment.only_first or alignment.only_second):
        lines.append("no scene is missing in either")
    lines.append(f"grading of {second} against {first}: {_grading(alignment.overall)}")
    if alignment.differing:
        lines.append("it differs visibly (times of the first):")
    lines += [
        f"  {_span(grading, longest)}: {_grading(grading)}" for grading in alignment.differing
    ]
    return lines


def _speed(speed: float) -> str:
    known = next((words for value, words in SPEEDS_IN_WORDS.items()
                  if abs(speed / value - 1) < NEAR), None)  # fmt: skip
    if known:
        return f"the second has {known} (speed {speed:.4f})"
    if abs(speed - 1) < NEAR:
        return "both run at the same speed"
    return f"a second of the first is {speed:.4f} seconds of the second"


def _longest(alignment: Alignment) -> float:
    """The longest time that is told."""
    gaps = (*alignment.only_first, *alignment.only_second)
    times = [time for gap in gaps for time in (gap.end_seconds, gap.other_seconds)]
    return max([alignment.overall.end_seconds, *times])


def _gap(gap: Gap, has: str, lacks: str, longest: float) -> str:
    at = clock(gap.other_seconds, hours=True, longest=longest)
    return f"{_span(gap, longest)} of {has} is missing in {lacks}, at {at}"


def _grading(grading: Grading) -> str:
    words = [
        f"{abs(value):.1f} {more if value > 0 else less}"
        for value, more, less in (
            (grading.lightness, "lighter (L*)", "darker (L*)"),
            (grading.chroma, "more chroma (C*)", "less chroma (C*)"),
            (grading.a, "redder (a*)", "greener (a*)"),
            (grading.b, "yellower (b*)", "bluer (b*)"),
        )
        if abs(value) >= NOTICED
    ]
    return f"{', '.join(words) or 'alike'}; CIEDE2000 {grading.delta_e:.1f}"


def _span(part: Gap | Grading, longest: float) -> str:
    begin, end = (
        clock(t, hours=True, longest=longest) for t in (part.begin_seconds, part.end_seconds)
    )
    return f"{begin} to {end}"
