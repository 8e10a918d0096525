"""Options of the commands that print their result."""

from dataclasses import dataclass

from filmprint.errors import OptionError
from filmprint.options.base import Options


@dataclass(frozen=True, kw_only=True)
class Printed(Options):
    """How a result is printed; without an option, to be read."""

    csv: bool = False
    """Print CSV, with all columns."""

    json: bool = False
    """Print JSON, with all that is known."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.csv and self.json:
            raise OptionError("--csv and --json cannot both be printed.")
