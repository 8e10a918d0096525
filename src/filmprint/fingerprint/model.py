"""The result: a film's fingerprint."""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from filmprint import __version__
from filmprint.color.arrays import BoolArray, ByteArray, FloatArray
from filmprint.color.palette import PaletteColor, choose_colors, color_presence, vividness
from filmprint.fingerprint import data_frame, file_format, notebook
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.fingerprint.film import Film
from filmprint.fingerprint.frame_columns import ROWS, FrameColumns
from filmprint.fingerprint.stills import Stills
from filmprint.options import Clustering, Picture, Prefer, Sampling

_DTYPES = {
    "times_seconds": np.float64, "colors": np.uint8, "shares": np.float64,
    "loudness_lufs": np.float64, "stand_in_seconds": np.float64,
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Fingerprint:
    """The colors of N moments of a film. Immutable: it has its own copies of the arrays.

    times_seconds
        (N,) float64, ascending, from the film's first frame on.
    colors
        (N, K, 3) uint8, sRGB 0..255. The clusters of each sample, largest share first. K is
        `clustering.kept`; a sample with fewer clusters is filled up with black of share 0.
    shares
        (N, K) float64, 0..1: the part of the picture's pixels that each cluster holds. A row
        sums to 1, or to 0 where the sample could not be decoded.
    warnings
        What somebody who uses the colors should know, a line each.
    loudness_lufs
        (N,) float64: how loud each sample's stretch of the film is, NaN where it is silent (below
        -70 LUFS); None where it was not measured.
    frame_columns
        Each sample's frame squeezed to a column, where they were kept.
    stills
        Small frames, where they were kept.
    stand_in_seconds
        (N,) float64: where another frame stands in for the one displayed at the sample, as in fast
        mode, that frame's time less the displayed one's; NaN where the sample has its own frame.
        None where all samples have.
    """

    film: Film
    sampling: Sampling
    clustering: Clustering
    times_seconds: FloatArray
    colors: ByteArray
    shares: FloatArray
    warnings: tuple[str, ...] = field(default=())
    loudness_lufs: FloatArray | None = None
    frame_columns: FrameColumns | None = None
    stills: Stills | None = None
    stand_in_seconds: FloatArray | None = None

    def __post_init__(self) -> None:
        if np.asarray(self.colors).dtype != np.uint8:
            raise ValueError(f"colors must be uint8, not {np.asarray(self.colors).dtype}")
        for name, dtype in _DTYPES.items():
            values = getattr(self, name)
            if values is not None:
                own = np.array(values, dtype)
                own.setflags(write=False)
                object.__setattr__(self, name, own)
        self._check_values()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Pickled and copied fingerprints are immutable too."""
        self.__dict__.update(state)
        for name in _DTYPES:
            if state[name] is not None:
                state[name].setflags(write=False)

    def _check_values(self) -> None:
        n, k = len(self.times_seconds), self.clustering.kept
        shapes = (self.times_seconds.shape, self.colors.shape, self.shares.shape)
        if shapes != ((n,), (n, k, 3), (n, k)) or n == 0:
            raise ValueError(
                f"times_seconds, colors and shares do not fit together: {shapes}, K={k}"
            )
        times, loudness = self.times_seconds, self.loudness_lufs
        if not (np.isfinite(times).all() and (np.diff(times, prepend=0) >= 0).all()):
            raise ValueError("times_seconds must be ascending and not negative")
        if not ((self.shares >= 0) & (self.shares <= 1)).all():
            raise ValueError("shares must be from 0 to 1")
        if self.shares.sum(axis=1).max() > 1.001:
            raise ValueError("the shares of a sample must sum to 1")
        if loudness is not None and (loudness.shape != (n,) or np.isinf(loudness).any()):
            raise ValueError(f"loudness_lufs must be {n} numbers, NaN for silence")
        stand_in = self.stand_in_seconds
        if stand_in is not None and (stand_in.shape != (n,) or np.isinf(stand_in).any()):
            raise ValueError(f"stand_in_seconds must be {n} numbers, NaN for none")
        columns = self.frame_columns
        if columns is not None and columns.count != n:
            raise ValueError(f"the frame columns are of {columns.count} samples, not of {n}")
        if self.stills and not all(0 <= still.sample < n for still in self.stills.stills):
            raise ValueError("stills has one of a sample that does not exist")

    def __len__(self) -> int:
        return len(self.times_seconds)

    def __repr__(self) -> str:
        n, k = self.shares.shape
        return f"Fingerprint({self.film.name!r}, {n} samples, {k} clusters, {self.coverage:.1%})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fingerprint):
            return NotImplemented
        return (
            (self.film, self.sampling, self.clustering, self.warnings)
            == (other.film, other.sampling, other.clustering, other.warnings)
            and (self.frame_columns, self.stills) == (other.frame_columns, other.stills)
            and np.array_equal(self.times_seconds, other.times_seconds)
            and np.array_equal(self.colors, other.colors)
            and np.array_equal(self.shares, other.shares)
            and _same(self.loudness_lufs, other.loudness_lufs)
            and _same(self.stand_in_seconds, other.stand_in_seconds)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def decoded(self) -> BoolArray:
        """(N,) bool: whether a frame could be decoded for the sample."""
        return np.asarray(self.shares[:, 0] > 0)

    @property
    def answered(self) -> BoolArray:
        """The former name of `decoded`."""
        return self.decoded

    @property
    def coverage(self) -> float:
        """The part of the samples that could be decoded, 0..1."""
        return float(self.decoded.mean())

    def dominant(self, count: int = 1, *, prefer: Prefer = Picture.prefer) -> ByteArray:
        """(N, count, 3) uint8: the colors with the largest share, or the most vivid ones.

        A sample with fewer clusters repeats them in a cycle. One that could not be decoded is
        black.
        """
        colors = self.colors
        if prefer == "vivid":
            order = np.argsort(-vividness(colors, self.shares), axis=1, kind="stable")
            colors = np.take_along_axis(colors, order[:, :, None], axis=1)
        clusters = np.maximum((self.shares > 0).sum(axis=1), 1)
        index = np.arange(count)[None, :] % clusters[:, None]
        return np.take_along_axis(colors, index[:, :, None], axis=1)

    def palette(self, colors: int = Picture.colors) -> tuple[PaletteColor, ...]:
        """The at most `colors` colors that stand for the film, the largest share first.

        Empty for a film of which no sample was decoded.
        """
        used = self.shares > 0
        return choose_colors(self.colors[used], self.shares[used], colors)

    def palette_presence(self, palette: tuple[PaletteColor, ...]) -> FloatArray:
        """(N, P): how much of each of P palette colors each sample shows, 0..1."""
        return color_presence(self.colors, self.shares, palette)

    def to_columns(self) -> data_frame.Columns:
        """Named arrays with a row for each sample and cluster (docs/export.md); also the film."""
        columns = data_frame.color_columns(
            self.times_seconds, self.colors, self.shares, self.loudness_lufs
        )
        rows = len(columns["sample"])
        return {"film": data_frame.text_array([self.film.name] * rows), **columns}

    def to_arrow(self) -> Any:
        """The columns as a `pyarrow.Table`. Raises `OptionError` without pyarrow."""
        return data_frame.arrow_table(self.to_columns())

    def to_pandas(self) -> Any:
        """The same as a `pandas.DataFrame`."""
        return data_frame.pandas_frame(self.to_columns())

    def to_polars(self) -> Any:
        """The same as a `polars.DataFrame`."""
        return data_frame.polars_frame(self.to_columns())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The same for whatever reads Arrow's PyCapsule interface."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_png_(self) -> bytes:
        return notebook.strip_png(self.colors[:, 0])

    def _repr_html_(self) -> str:
        samples, clusters = self.shares.shape
        facts = (
            f"{samples} samples, {clusters} clusters, coverage {self.coverage:.1%}, "
            f"{self.film.duration_seconds / 60:.1f} minutes"
        )
        return notebook.strip_html(self.film, self._repr_png_(), facts)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a fingerprint file (docs/file-format.md). Raises `OutputError`.

        Contact sheet and frame columns are written beside it, and first: a file never refers to
        one that is missing.
        """
        target = Path(path)
        if self.stills is not None:
            with write_whole(contact_sheet_path(target)) as temporary:
                temporary.write_bytes(self.stills.sheet)
        if self.frame_columns is not None:
            with write_whole(frame_columns_path(target)) as temporary:
                temporary.write_bytes(self.frame_columns.png)
        with write_whole(target) as temporary:
            text = file_format.encode(self.document(target))
            temporary.write_text(text, encoding="utf-8")
        return target

    def document(
        self, path: Path = Path("film.json"), *, palette: bool = True
    ) -> file_format.Document:
        """What the fingerprint file at `path` holds.

        The palette follows from the colors and may be left out.
        """
        counts = (self.shares > 0).sum(axis=1).tolist()
        digits = self.colors.tobytes().hex()  # a feature film has 25,000 colors
        row_digits = 6 * self.colors.shape[1]
        return file_format.Document(
            filmprint=file_format.Header(file_format.FORMAT, __version__),
            film=self.film,
            options=file_format.Options(self.sampling, self.clustering),
            coverage=round(self.coverage, 6),
            warnings=self.warnings,
            palette=self._palette_entries() if palette else None,
            frame_columns=_columns_entry(self.frame_columns, path) if self.frame_columns else None,
            stills=self._stills_entry(self.stills, path) if self.stills else None,
            times_seconds=self.times_seconds.tolist(),
            loudness_lufs=_without_nan(self.loudness_lufs),
            stand_in_seconds=_without_nan(self.stand_in_seconds),
            colors=[
                [f"#{digits[at : at + 6]}" for at in range(start, start + 6 * count, 6)]
                for start, count in zip(range(0, len(digits), row_digits), counts, strict=True)
            ],
            shares=[
                row[:count].tolist() for row, count in zip(self.shares, counts, strict=True)
            ],
        )  # fmt: skip

    def _palette_entries(self) -> list[file_format.PaletteEntry]:
        palette = self.palette()
        best = self.palette_presence(palette).argmax(axis=0)
        return [
            file_format.PaletteEntry(
                color.hex, color.share, color.name, int(n), float(self.times_seconds[n])
            )
            for color, n in zip(palette, best, strict=True)
        ]

    def _stills_entry(self, stills: Stills, path: Path) -> file_format.StillsEntry:
        return file_format.StillsEntry(
            wanted=stills.wanted,
            width=stills.width,
            height=stills.height,
            stills=[
                file_format.StillEntry(
                    still.sample, still.x, still.y, float(self.times_seconds[still.sample])
                )
                for still in stills.stills
            ],
            sheet=contact_sheet_path(path).name,
            sha256=hashlib.sha256(stills.sheet).hexdigest(),
        )


def contact_sheet_path(path: Path) -> Path:
    """The contact sheet of the fingerprint file at `path`: FILM.stills.jpg beside FILM.json."""
    return path.with_name(f"{path.name.removesuffix('.json')}.stills.jpg")


def frame_columns_path(path: Path) -> Path:
    """The frame columns of the fingerprint file at `path`: FILM.columns.png beside FILM.json."""
    return path.with_name(f"{path.name.removesuffix('.json')}.columns.png")


def _columns_entry(columns: FrameColumns, path: Path) -> file_format.ColumnsEntry:
    digest = hashlib.sha256(columns.png).hexdigest()
    return file_format.ColumnsEntry(rows=ROWS, file=frame_columns_path(path).name, sha256=digest)


def _without_nan(values: FloatArray | None) -> list[float | None] | None:
    if values is None:
        return None
    return [None if math.isnan(value) else value for value in values.tolist()]


def _same(one: FloatArray | None, other: FloatArray | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other, equal_nan=True)
