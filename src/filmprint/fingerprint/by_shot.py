"""A fingerprint by shot: what is a sample in others is a shot in this one."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from filmprint.color.arrays import FloatArray, IntArray
from filmprint.color.palette import PaletteColor
from filmprint.errors import OptionError
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ShotFingerprint(Fingerprint):
    """The colors of N shots of a film, which styles, tables and measures take as samples.

    `colors` and `shares` are those of each shot's samples together, `times_seconds` the middles of
    the shots. A shot without a decoded sample has no colors. It is made again from its samples and
    not saved.

    edges_seconds
        (N + 1,) float64, ascending: where each shot begins and ends.
    numbers
        (N,) int: the number of each shot in the list, from 1 on; those in which the film was not
        sampled at the beginning or the end are left out.
    samples
        The fingerprint that it is made from.
    list_warnings
        Why the list of shots may be that of another film.
    """

    edges_seconds: FloatArray
    numbers: IntArray
    samples: Fingerprint
    list_warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        shapes = self.edges_seconds.shape, self.numbers.shape
        if shapes != ((len(self) + 1,), (len(self),)):
            raise ValueError(f"edges_seconds and numbers do not fit {len(self)} shots: {shapes}")

    @property
    def edge_fractions(self) -> FloatArray:
        """(N + 1,): `edges_seconds`, from 0 to 1."""
        begin, end = self.edges_seconds[0], self.edges_seconds[-1]
        return np.asarray((self.edges_seconds - begin) / (end - begin))

    def palette(self, colors: int = Picture.colors) -> tuple[PaletteColor, ...]:
        """That of the film, which does not depend on where it is cut."""
        return self.samples.palette(colors)

    def document(self, path: Path = Path("film.json"), *, palette: bool = True) -> NoReturn:
        """Raises `OptionError`: a file holds samples."""
        raise OptionError("a fingerprint by shot is not saved; save the one that it is made from.")
