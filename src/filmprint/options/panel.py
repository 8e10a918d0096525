"""Panel options: how pictures of many films are put on one sheet."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from filmprint.errors import OptionError
from filmprint.options.base import Options
from filmprint.options.checks import shown
from filmprint.options.paper_sizes import parse_length
from filmprint.options.picture import StyleDefaults

Rows = Literal["all", "season"]
Sort = Literal["title", "year", "lightness", "hue", "given"]

PANEL = StyleDefaults("16in", margin="6%", background="#f7f5f0")


@dataclass(frozen=True, kw_only=True)
class Panel(Options):
    """How pictures of many films are put on one sheet."""

    sort: Sort = "title"
    """Order of the films: title, year, lightness, hue, or given (as they were named)."""

    by: Rows = "all"
    """Which films share rows: all; or those of one season, told from S01E02 or 1x02 in their files'
    names, seasons in their order and films without one last."""

    columns: Annotated[int, Meta(ge=1, le=100)] | None = None
    """Films in a row (1 to 100). Without it: as many as make the sheet about square, or its
    pictures largest where --size is given; by season, as the longest season has."""

    width: str = PANEL.size
    """Width of the sheet, whose height follows (with --size it does not count)."""

    name: str = "panel"
    """Name of the files, without a suffix."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not parse_length("width", self.width, dpi=100) > 0:
            raise OptionError(f"--width must be more than nothing, not {self.width}.")
        if self.name in ("", ".", "..") or set(self.name) & set("/\\\0"):
            raise OptionError(
                f"--name must be a file's name, without folders (see --output), not "
                f"{shown(self.name)}."
            )
