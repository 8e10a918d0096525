"""Chapters from what the analysis knows of a film's course: its black ends and its credits."""

import re
from dataclasses import dataclass

from filmprint.fingerprint.model import Fingerprint

MIN_SECONDS = 1.0
"""A shorter black end is no section."""


@dataclass(frozen=True)
class Section:
    """A part of a film, in seconds from its first frame."""

    title: str
    start_seconds: float
    end_seconds: float


def chapters(fingerprint: Fingerprint) -> list[Section]:
    """The black before the picture, the film, and its end credits or the black after it.

    One chapter for all where nothing is known: where --start and --end said what to sample, and
    with --trim none.
    """
    film, sampling = fingerprint.film, fingerprint.sampling
    span, duration = film.picture_span, film.duration_seconds
    begin, end, after = 0.0, duration, "Black"
    if sampling.trims_start and span.start_seconds >= MIN_SECONDS:
        begin = span.start_seconds
    if span.credits_seconds is not None:
        end, after = span.credits_seconds, "End credits"
    elif sampling.trims_end and duration - span.end_seconds >= MIN_SECONDS:
        end = span.end_seconds
    parts = [
        Section("Black", 0.0, begin),
        Section(film.title, begin, end),
        Section(after, end, duration),
    ]
    return [part for part in parts if part.end_seconds > part.start_seconds]


def ffmetadata(fingerprint: Fingerprint) -> bytes:
    """The chapters in FFmpeg's metadata format, version 1, times in milliseconds."""
    lines = [";FFMETADATA1"]
    for section in chapters(fingerprint):
        start, end = (round(1000 * time) for time in (section.start_seconds, section.end_seconds))
        title = re.sub(r"([=;#\\\n])", r"\\\1", section.title)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}", f"title={title}"]
    return ("\n".join(lines) + "\n").encode()
