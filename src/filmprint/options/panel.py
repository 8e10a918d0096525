"""Panel options: how pictures of many films are put on one sheet."""

from dataclasses import dataclass
from typing import Literal

from filmprint.errors import OptionError
from filmprint.options.checks import check_choice, check_range
from filmprint.options.picture import StyleDefaults

Sort = Literal["title", "year", "lightness", "hue", "given"]


PANEL = StyleDefaults("16in", margin="6%", background="#f7f5f0")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """How pictures of many films are put on one sheet."""

    sort: Sort = "title"
    """Order of the films: title, year, lightness, hue, or given (as they were named)."""

    columns: int | None = None
    """Films in a row (1 to 100). Without it: as many as make the sheet about square, or its
    pictures largest where --size is given."""

    width: str = PANEL.size
    """Width of the sheet, whose height follows (with --size it does not count)."""

    name: str = "panel"
    """Name of the files, without a suffix."""

    def __post_init__(self) -> None:
        check_choice("sort", self.sort, ("title", "year", "lightness", "hue", "given"))
        if self.columns is not None:
            check_range("columns", self.columns, 1, 100)
        if not self.name or set(self.name) & set("/\\\0"):
            raise OptionError("--name must be a file's name, without folders; see --output.")
