"""Options of `filmprint compare`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filmprint.errors import OptionError
from filmprint.options.picture import PICTURE_FORMATS
from filmprint.options.printed import Printed

Distance = Literal["colors", "time"]


@dataclass(frozen=True, kw_only=True)
class Compare(Printed):
    """How films are compared."""

    distance: Distance = "colors"
    """colors: how far the colors of one film must be moved to be those of the other, whenever they
    are shown; time: how far the films' courses of color lie apart."""

    picture: Path | None = None
    """File to draw: two films side by side as they are aligned, or more as a tree of likeness (png,
    jpg, tiff, pdf or svg, by its suffix)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        suffixes = [f".{name}" for name in PICTURE_FORMATS]
        if self.picture is not None and self.picture.suffix not in suffixes:
            raise OptionError(f"--picture must end in {', '.join(suffixes)}.")
