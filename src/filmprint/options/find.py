"""Options of `filmprint find`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from filmprint.options.printed import Printed

Rank = Literal["films", "moments"]


@dataclass(frozen=True, kw_only=True)
class Find(Printed):
    """What is searched for, and how much of it is printed."""

    like: Path | None = None
    """Find the films whose colors are nearest to those of this fingerprint file."""

    rank: Rank = "films"
    """What comes first: films with much of the color in all, or those with the best of moments."""

    count: Annotated[int, Meta(ge=1, le=10_000)] = 10
    """Films to print (1 to 10000)."""

    moments: Annotated[int, Meta(ge=0, le=100)] = 3
    """Moments of each film to print (0 to 100)."""
