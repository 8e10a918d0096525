"""Options of `filmprint export`."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import (
    Box,
    Time,
    check_choice,
    names_in,
    parse_box,
    parse_seconds,
)
from filmprint.options.picture import Prefer

TABLE_FORMATS = ("csv", "csv-wide", "tsv", "vian", "parquet")
PALETTE_FORMATS = ("ase", "aco", "gpl", "css", "tailwind", "tokens", "swatches", "json", "svg")
PLAYER_FORMATS = ("seekbar", "ffmetadata")


@dataclass(frozen=True, kw_only=True)
class Export(Options):
    """What is written from a fingerprint."""

    to: str
    """Formats, with commas between several. Tables: csv, csv-wide, tsv, vian, parquet. Palettes:
    ase, aco, gpl, css, tailwind, tokens, swatches, json, svg. For players: seekbar, ffmetadata."""

    at: Time | None = None
    """Palette of one moment and not of the whole film: seconds or hh:mm:ss, negative counts from
    the end."""

    prefer: Prefer = "share"
    """Which colors of a sample come first in csv-wide and in the palette of a moment: share, the
    largest; vivid, by share and chroma."""

    palette_colors: Annotated[int, Meta(ge=1, le=30)] = 8
    """Colors of a palette (1 to 30); fewer where the film has no more."""

    wide_colors: Annotated[int, Meta(ge=1, le=64)] = 5
    """Colors of a row of csv-wide (1 to 64)."""

    seekbar_size: Box = "1920x16"
    """Width and height of seekbar in pixels (8x8 to 4096x4096)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        formats = TABLE_FORMATS + PALETTE_FORMATS + PLAYER_FORMATS
        if not self.formats:
            raise OptionError(f"--to needs at least one of {', '.join(formats)}.")
        if "vtt" in self.formats:
            raise OptionError("--to vtt: thumbnails need the film: filmprint thumbnails FILM.")
        for name in self.formats:
            check_choice("to", name, formats)
        if self.at is not None:
            parse_seconds("at", self.at)
            if not self.palettes:
                raise OptionError("--at is for palettes; all else has all moments.")
        parse_box("seekbar-size", self.seekbar_size)

    @property
    def formats(self) -> tuple[str, ...]:
        """The names in `to`, each once."""
        return names_in(self.to)

    @property
    def tables(self) -> tuple[str, ...]:
        """The formats of tables."""
        return tuple(name for name in self.formats if name in TABLE_FORMATS)

    @property
    def palettes(self) -> tuple[str, ...]:
        """The formats of palettes."""
        return tuple(name for name in self.formats if name in PALETTE_FORMATS)

    @property
    def seekbar_box(self) -> tuple[int, int]:
        """Width and height of `seekbar_size`, in pixels."""
        return parse_box("seekbar-size", self.seekbar_size)

    @property
    def at_seconds(self) -> float | None:
        """`at` as a number."""
        return None if self.at is None else parse_seconds("at", self.at)
