"""The chapters that a film names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from av.container import InputContainer

from filmprint.errors import OptionError
from filmprint.options.checks import shown
from filmprint.options.sampling import FilmPart

MAX_NAMED = 20
"""Chapters that a message lists."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its name, "" where it has none, and seconds from the film's first frame."""

    name: str
    start: Fraction
    end: Fraction


def chapters_of(container: InputContainer, first_frame: Fraction) -> tuple[Chapter, ...]:
    """The film's chapters; `first_frame` is the presentation time of that in seconds."""
    return tuple(
        Chapter(
            chapter["metadata"].get("title", "").strip(),
            chapter["start"] * (time_base := chapter["time_base"] or Fraction(1)) - first_frame,
            chapter["end"] * time_base - first_frame,
        )
        for chapter in container.chapters()
    )


def chapter_part(name: str, chapters: Sequence[Chapter], duration: Fraction) -> FilmPart:
    """As much of the chapter of that name or number as is in a film of that duration.

    Raises `OptionError` where there is no such chapter, or nothing of it is in the film.
    """
    chapter = _chapter_named(name, chapters)
    start, end = max(chapter.start, Fraction(0)), min(chapter.end, duration)
    if start >= end:
        raise OptionError(f"--chapter {shown(name)}: nothing of it is in the film.")
    return FilmPart(start, end)


def _chapter_named(name: str, chapters: Sequence[Chapter]) -> Chapter:
    """The chapter of that name, in upper or lower case, or else of that number from 1 on.

    Raises `OptionError` where there is none, or several.
    """
    named = [each for each in chapters if each.name.casefold() == name.strip().casefold()]
    if len(named) > 1:
        raise OptionError(f"--chapter {shown(name)}: {len(named)} chapters have that name; say "
                          "the number of one.")  # fmt: skip
    if named:
        return named[0]
    if name.strip().isdecimal() and 1 <= int(name) <= len(chapters):
        return chapters[int(name) - 1]
    if not chapters:
        raise OptionError(f"--chapter {shown(name)}: the film has no chapters.")
    listed = [f"{n} {shown(each.name)}" for n, each in enumerate(chapters[:MAX_NAMED], start=1)]
    more = ", ..." if len(chapters) > MAX_NAMED else ""
    raise OptionError(
        f"--chapter {shown(name)}: no chapter of the film; it has {', '.join(listed)}{more}."
    )
