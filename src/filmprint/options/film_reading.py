"""Options of how films are read, of every command that decodes them."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from filmprint.options.base import Options


@dataclass(frozen=True, kw_only=True)
class ImageRate(Options):
    """When the images of a film of images are shown."""

    rate: Annotated[float, Meta(ge=0.01, le=1000)] = 24
    """Images a second of an image sequence (0.01 to 1000); other films have their own times."""


@dataclass(frozen=True, kw_only=True)
class FilmReading(ImageRate):
    """When a film's frames are shown, and in what light."""

    hdr_peak: Annotated[float, Meta(ge=100, le=10_000)] | None = None
    """Brightest light of an HDR film in nits (100 to 10000). Without it: what the film says, else
    1000."""
