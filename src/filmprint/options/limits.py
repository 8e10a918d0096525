"""Limits: what a film may cost. One that takes more fails; the others go on."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import Time, parse_seconds

MIN_MEMORY = 512
"""Megabytes that a worker process needs for any film."""


@dataclass(frozen=True, kw_only=True)
class Limits(Options):
    """What a film may cost. One that takes more fails; the others go on."""

    max_pixels: Annotated[int, Meta(ge=1, le=2**28)] = 100_000_000
    """Pixels of a frame (1 to 268435456, the most that FFmpeg decodes). 8K has 33 million."""

    max_memory: Annotated[int, Meta(ge=MIN_MEMORY, le=2**20)] = 4096
    """Megabytes of memory for each worker process (512 to 1048576). Linux only."""

    max_stall: Time = 300
    """Time without any progress: seconds or hh:mm:ss (5 seconds to a year)."""

    max_time: Time = "24:00:00"
    """Time for one film: seconds or hh:mm:ss (1 second to a year)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, seconds, least in (
            ("max-stall", self.stall_seconds, 5), ("max-time", self.time_seconds, 1),
        ):  # fmt: skip
            if seconds < least:
                raise OptionError(f"--{name} must be at least {least} seconds.")

    @property
    def stall_seconds(self) -> float:
        """`max_stall` as a number."""
        return parse_seconds("max-stall", self.max_stall)

    @property
    def time_seconds(self) -> float:
        """`max_time` as a number."""
        return parse_seconds("max-time", self.max_time)
