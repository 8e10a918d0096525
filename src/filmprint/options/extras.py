"""Extras: what is taken from a film besides its colors."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from filmprint.options.base import Options

MOST_CHOSEN_STILLS = 60
"""Of more stills, none is chosen: they are spread evenly over the film, and smaller."""

REPORT_STILLS = 24
"""Stills that a report shows; kept for the report of a film that has none yet."""


@dataclass(frozen=True, kw_only=True)
class Extras(Options):
    """What is gathered from a film besides its colors."""

    loudness: bool = False
    """Measure how loud the film is at each sample (EBU R128)."""

    frame_columns: bool = False
    """Keep each sample's frame squeezed to a column of pixels, in FILM.columns.png."""

    stills: Annotated[int, Meta(ge=0, le=2000)] = 0
    """Small frames to keep, on one sheet FILM.stills.jpg (0 to 2000). Up to 60 are chosen, more
    are evenly spread and smaller. With 0, as many as a style needs."""
