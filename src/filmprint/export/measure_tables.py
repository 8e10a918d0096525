"""Measures as tables. Their columns are described in docs/measures.md."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from filmprint.export.table import Column, Table
from filmprint.fingerprint.data_frame import text_array
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.formulas import HUE_BINS, SCALARS, Measures
from filmprint.measures.measures import FilmMeasures, Timed, by_sample, by_shot, of_film, shot_of
from filmprint.measures.shot_colors import palette_of_samples
from filmprint.measures.shots import Shots

DIGITS = 4
SHOT_COLORS = 5
"""Colors of a shot's palette."""


def samples_measured(fingerprint: Fingerprint, film: str) -> Table:
    """A row for each sample."""
    timed = by_sample(fingerprint)
    numbers = np.arange(len(fingerprint), dtype=np.int32)
    head = {"film": Column(text_array([film] * len(numbers))), "sample": Column(numbers)}
    times = {"time_seconds": Column(fingerprint.times_seconds, DIGITS)}
    return Table(head | times | _timed_columns(timed))


def shots_measured(fingerprint: Fingerprint, shots: Shots, film: str) -> Table:
    """A row for each shot, with the palette of its samples."""
    timed = by_shot(fingerprint, shots.edges)
    shot = shot_of(fingerprint, shots.edges)
    numbers = np.arange(len(shots), dtype=np.int32)
    samples = np.bincount(shot[(shot >= 0) & fingerprint.decoded], minlength=len(shots))
    head = {"film": Column(text_array([film] * len(shots))), "shot": Column(numbers + 1)}
    palettes = (palette_of_samples(fingerprint, shot == n, SHOT_COLORS) for n in range(len(shots)))
    length = {
        "length_seconds": Column(shots.lengths, DIGITS),
        "length_ecdf": Column(shots.length_ecdf, DIGITS),
        "samples": Column(samples.astype(np.int32)),
        "palette": Column(
            text_array(" ".join(color.hex for color in palette) for palette in palettes)
        ),
    }
    return Table(head | length | _timed_columns(timed))


def films_measured(fingerprints: Sequence[Fingerprint], films: Sequence[str]) -> Table:
    """A row for each film: each measure of the film as one, then its mean and standard deviation
    over the samples."""
    measured = [of_film(fingerprint) for fingerprint in fingerprints]
    columns = {
        "film": Column(text_array(films)),
        "title": Column(text_array(fingerprint.film.title for fingerprint in fingerprints)),
        "samples": Column(np.array([int(f.decoded.sum()) for f in fingerprints], np.int32)),
    }
    for name in SCALARS:
        columns[name] = Column(_array(getattr(film.whole, name)[0] for film in measured), DIGITS)
        over_time = [_over_samples(film, name) for film in measured]
        columns[f"{name}_mean"] = Column(_array(mean for mean, _ in over_time), DIGITS)
        columns[f"{name}_sd"] = Column(_array(deviation for _, deviation in over_time), DIGITS)
    columns["change_mean"] = Column(_array(_mean(film.samples.change) for film in measured), DIGITS)
    columns["loudness_lightness"] = Column(
        _array(film.loudness_lightness for film in measured), DIGITS
    )
    histogram = np.concatenate([film.whole.hue_histogram for film in measured])
    return Table(columns | _hue_columns(histogram))


def _timed_columns(timed: Timed) -> dict[str, Column]:
    return {
        "begin_seconds": Column(timed.begin_seconds, DIGITS),
        "end_seconds": Column(timed.end_seconds, DIGITS),
        **_scalar_columns(timed.measures),
        "change": Column(timed.change, DIGITS),
        "loudness_lufs": Column(timed.loudness_lufs, 2),
        **_hue_columns(timed.measures.hue_histogram),
    }


def _scalar_columns(measures: Measures) -> dict[str, Column]:
    return {name: Column(getattr(measures, name), DIGITS) for name in SCALARS}


def _hue_columns(histogram: Any) -> dict[str, Column]:
    step = 360 // HUE_BINS
    return {f"hue_{n * step:03d}": Column(histogram[:, n], DIGITS) for n in range(HUE_BINS)}


def _over_samples(film: FilmMeasures, name: str) -> tuple[float, float]:
    """Mean and standard deviation over the samples; circular ones for the hue."""
    values = getattr(film.samples.measures, name)
    values = values[~np.isnan(values)]
    if len(values) == 0:
        return float("nan"), float("nan")
    if name == "hue":
        # Mardia and Jupp, "Directional Statistics" (2000), 2.3; scipy.stats is slow to load.
        resultant = np.exp(1j * np.radians(values)).mean()
        deviation = np.sqrt(-2 * np.log(np.clip(np.abs(resultant), 1e-12, 1)))
        return float(np.degrees(np.angle(resultant)) % 360), float(np.degrees(deviation))
    return float(values.mean()), float(values.std())


def _mean(values: Any) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _array(values: Any) -> Any:
    return np.array(list(values), np.float64)
