"""Options of `filmprint measure`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filmprint.errors import OptionError
from filmprint.options.printed import Printed

MeasuredUnit = Literal["film", "sample", "shot"]


@dataclass(frozen=True, kw_only=True)
class Measure(Printed):
    """What is measured."""

    by: MeasuredUnit | None = None
    """One row for each film, sample or shot. Without it: film, or shot where --shots is given."""

    shots: Path | None = None
    """List of the film's shots: PySceneDetect's CSV, an EDL, or a time a line (of one film)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.unit == "shot") != (self.shots is not None):
            raise OptionError("--by shot needs --shots, the list of them, and the other way round.")

    @property
    def unit(self) -> MeasuredUnit:
        """What a row is for."""
        return self.by or ("film" if self.shots is None else "shot")
