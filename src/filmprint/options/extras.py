"""Extras: what is taken from a film besides its colors."""

from dataclasses import dataclass

from filmprint.options.checks import check_range


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What is gathered from a film besides its colors."""

    loudness: bool = False
    """Measure how loud the film is at each sample (EBU R128)."""

    stills: int = 0
    """Small frames to keep, on one sheet FILM.stills.jpg (0 to 60). With 0, as many as a style
    needs."""

    def __post_init__(self) -> None:
        check_range("stills", self.stills, 0, 60)
