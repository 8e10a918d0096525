"""Extras: what is taken from a film besides its colors."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from filmprint.options.base import Options


@dataclass(frozen=True, kw_only=True)
class Extras(Options):
    """What is gathered from a film besides its colors."""

    loudness: bool = False
    """Measure how loud the film is at each sample (EBU R128)."""

    frame_columns: bool = False
    """Keep each sample's frame squeezed to a column of pixels, in FILM.columns.png."""

    stills: Annotated[int, Meta(ge=0, le=60)] = 0
    """Small frames to keep, on one sheet FILM.stills.jpg (0 to 60). With 0, as many as a style
    needs."""
