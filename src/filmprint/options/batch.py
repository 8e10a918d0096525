"""Batch options: which of many films are done, and where."""

import re
from dataclasses import dataclass

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import shown

MAX_SHARDS = 100_000


@dataclass(frozen=True, kw_only=True)
class Shard:
    """A part of the films: `number` of `count`, from 1 on."""

    number: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Batch(Options):
    """Which of many films are done, and where."""

    shard: str | None = None
    """Do only a part of the films: 3/20 is the third of 20. Which films are in it follows from
    their names, so 20 runs with 1/20 to 20/20, on any machines, do each film once."""

    scheduler: str | None = None
    """Do the films on a Dask cluster, one task a film: the address of its scheduler, as in
    tcp://host:8786, or local. Its machines must see films and output under the same paths."""

    dry_run: bool = False
    """Do nothing; print what would be done with each film, and about how long it would take."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.wanted_shard

    @property
    def wanted_shard(self) -> Shard | None:
        """`shard` as numbers."""
        if self.shard is None:
            return None
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", self.shard.strip(), re.ASCII)
        number, count = map(int, match.groups()) if match else (0, 0)
        if not 1 <= number <= count <= MAX_SHARDS:
            raise OptionError(f"--shard must be I/N, as in 3/20, not {shown(self.shard)}.")
        return Shard(number=number, count=count)
