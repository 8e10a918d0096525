"""What is known of a film, and the result: its fingerprint."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from .color import ByteArray, FloatArray
from .options import Clustering, Sampling

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ColorTags:
    """How a film's stored values are read as color.

    `assumed` names those of the other fields that the film does not say and that were decided
    by rule. `hdr_peak_nits` is the light that HDR is tone mapped from, `hdr_peak_source` what says
    so: "MaxCLL", "mastering display", "--hdr-peak", "HLG" or "usual". Both are None for SDR.
    """

    matrix: str
    primaries: str
    transfer: str
    range: str
    assumed: tuple[str, ...] = ()
    hdr_peak_nits: float | None = None
    hdr_peak_source: str | None = None


@dataclass(frozen=True, kw_only=True)
class PictureArea:
    """The part of a frame that is picture, in stored pixels from the top left."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class PictureSpan:
    """The part of a film that was sampled, in seconds from its first frame.

    `credits_seconds` is where the end credits were found, None where they were not looked for or
    not found.
    """

    start_seconds: float
    end_seconds: float
    credits_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Film:
    """What is known of a film apart from its colors.

    Times are in seconds. `start_seconds` is the presentation time of the first frame: 0 for
    most films, but 1.4 for many .ts files. All other times count from there. `width` and
    `height` are those of a stored frame. `modified_ns` is the file's time of last change,
    `place` a digest of where it lies: of two films of one name it tells which one this was.
    """

    name: str
    title: str
    year: int | None
    start_seconds: float
    duration_seconds: float
    width: int
    height: int
    codec: str
    frame_rate: float | None
    size_bytes: int
    modified_ns: int
    color: ColorTags
    picture_area: PictureArea
    picture_span: PictureSpan
    rotation: int = 0
    place: str = ""

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and isinstance(self.title, str)):
            raise TypeError("a film's name and title must be text")
        if not (0 <= self.duration_seconds < math.inf and self.size_bytes >= 0):
            raise ValueError("a film's duration and size must not be negative")


def place_of(path: Path) -> str:
    """16 hex digits that are different for another path, and do not tell the path."""
    return blake2b(os.fsencode(os.path.realpath(path)), digest_size=8).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Still:
    """One of the frames that were kept: whose sample it is, and its left top on the sheet."""

    sample: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not all(isinstance(n, int) and n >= 0 for n in (self.sample, self.x, self.y)):
            raise ValueError("a still's sample and place must be whole numbers from 0 on")


@dataclass(frozen=True, kw_only=True)
class Stills:
    """Small frames of a film on one sheet, a JPEG file; `filmprint.stills` cuts them out.

    `wanted` is the number asked for, `width` and `height` are a still's, in pixels; `stills` are in
    the order of their samples, `sheet` is the file.
    """

    wanted: int
    width: int
    height: int
    stills: tuple[Still, ...]
    sheet: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not all(isinstance(n, int) and n > 0 for n in (self.wanted, self.width, self.height)):
            raise ValueError("the number and size of stills must be whole numbers from 1 on")
        if not self.stills:
            raise ValueError("a sheet of stills has at least one")


@dataclass(frozen=True, eq=False, repr=False)
class Fingerprint:
    """The colors of N moments of a film. Immutable: the arrays cannot be written to.

    times_seconds
        (N,) float64, ascending, from the film's first frame on.
    colors
        (N, K, 3) uint8, sRGB 0..255. The clusters of each sample, largest share first. K is
        `clustering.kept`; a sample with fewer clusters is filled up with black of share 0.
    shares
        (N, K) float64, 0..1: the part of the picture's pixels that each cluster holds. A row
        sums to 1, or to 0 where the sample could not be answered.
    warnings
        What a reader of the colors should know, a line each.
    loudness_lufs
        (N,) float64: how loud each sample's stretch of the film is, NaN where it is silent (below
        -70 LUFS); None where it was not measured.
    stills
        Small frames, where they were kept.
    """

    film: Film
    sampling: Sampling
    clustering: Clustering
    times_seconds: FloatArray
    colors: ByteArray
    shares: FloatArray
    warnings: tuple[str, ...] = field(default=())
    loudness_lufs: FloatArray | None = None
    stills: Stills | None = None

    def __post_init__(self) -> None:
        n, k = len(self.times_seconds), self.clustering.kept
        shapes = (self.times_seconds.shape, self.colors.shape, self.shares.shape)
        if shapes != ((n,), (n, k, 3), (n, k)) or n == 0:
            raise ValueError(f"shapes of a fingerprint do not fit together: {shapes}, K={k}")
        if self.colors.dtype != np.uint8:
            raise ValueError(f"colors must be uint8, not {self.colors.dtype}")
        if not (np.diff(self.times_seconds, prepend=0) >= 0).all():
            raise ValueError("times must be ascending and not negative")
        if not ((self.shares >= 0) & (self.shares <= 1)).all():
            raise ValueError("shares must be from 0 to 1")
        if self.loudness_lufs is not None and self.loudness_lufs.shape != (n,):
            raise ValueError(f"{n} samples have {self.loudness_lufs.shape} values of loudness")
        if self.loudness_lufs is not None and np.isinf(self.loudness_lufs).any():
            raise ValueError("loudness must be a number of LUFS, or none")
        if self.stills and not all(0 <= still.sample < n for still in self.stills.stills):
            raise ValueError("a still is of a sample that is not there")
        for array in (self.times_seconds, self.colors, self.shares, self.loudness_lufs):
            if array is not None:
                array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.times_seconds)

    def __repr__(self) -> str:
        n, k = self.shares.shape
        return f"Fingerprint({self.film.name!r}, {n} samples, {k} clusters, {self.coverage:.1%})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fingerprint):
            return NotImplemented
        return (
            (self.film, self.sampling, self.clustering, self.warnings, self.stills)
            == (other.film, other.sampling, other.clustering, other.warnings, other.stills)
            and np.array_equal(self.times_seconds, other.times_seconds)
            and np.array_equal(self.colors, other.colors)
            and np.array_equal(self.shares, other.shares)
            and _same_loudness(self.loudness_lufs, other.loudness_lufs)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def answered(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """(N,) bool: whether a frame was found for the sample."""
        return np.asarray(self.shares[:, 0] > 0)

    @property
    def coverage(self) -> float:
        """The part of the samples that could be answered, 0..1."""
        return float(self.answered.mean())

    def dominant(self, count: int = 1) -> ByteArray:
        """(N, count, 3) uint8: the colors with the largest share.

        A sample with fewer clusters repeats them in a cycle. One that could not be answered
        is black.
        """
        found = np.maximum((self.shares > 0).sum(axis=1), 1)
        index = np.arange(count)[None, :] % found[:, None]
        return np.take_along_axis(self.colors, index[:, :, None], axis=1)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the fingerprint file, whole or not at all. Raises `OutputError`."""
        from .files import save  # noqa: PLC0415 - files builds on this module

        return save(self, path)


def _same_loudness(one: FloatArray | None, other: FloatArray | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other, equal_nan=True)
