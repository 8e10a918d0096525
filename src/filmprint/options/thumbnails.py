"""Options of `filmprint thumbnails`."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from filmprint.options.checks import Box, parse_box
from filmprint.options.film_reading import FilmReading


@dataclass(frozen=True, kw_only=True)
class Thumbnails(FilmReading):
    """Small frames of a film at even steps of time."""

    interval: Annotated[float, Meta(ge=0.5, le=3600)] = 10.0
    """Seconds from one thumbnail to the next, at most (0.5 to 3600)."""

    scale: Box = "320x180"
    """Size of a thumbnail: the picture is scaled down to fit into this box (8x8 to 4096x4096)."""

    fast: bool = False
    """Take the nearest key frame instead of the frame at the time: much sooner."""

    def __post_init__(self) -> None:
        super().__post_init__()
        parse_box("scale", self.scale)

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of `scale`, in pixels."""
        return parse_box("scale", self.scale)
