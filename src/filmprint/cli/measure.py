"""filmprint measure: fingerprints as numbers."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from filmprint.cli.option_groups import (
    FingerprintFiles,
    MeasureOptions,
    ResultDestination,
    ResultDestinationOptions,
    Verbosity,
    VerbosityOptions,
    check_one_film,
)
from filmprint.options import Measure

if TYPE_CHECKING:
    from filmprint.export.table import Column, Table
    from filmprint.library.named_fingerprints import NamedFingerprint
    from filmprint.library.outcomes import Success
    from filmprint.measures.shots import Shots

PRINTED = (
    "film", "sample", "time_seconds", "shot", "begin_seconds", "length_seconds", "samples",
    "lightness",
    "contrast", "chroma", "hue", "saturation", "colorfulness", "warmth", "change",
)  # fmt: skip
"""Columns that are printed to be read, of samples and shots."""


def measure(
    files: FingerprintFiles,
    /,
    *,
    measure: MeasureOptions = Measure(),
    destination: ResultDestinationOptions = ResultDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Measure the colors of films: lightness, chroma, colorfulness, diversity and more."""
    from filmprint.cli.console import Console
    from filmprint.library.data_files import deliver
    from filmprint.library.named_fingerprints import load_named
    from filmprint.library.outcomes import outcome_of
    from filmprint.library.result_names import check_single_results

    check_one_film(measure.shots, files)
    check_single_results([destination.file], [*files, *([measure.shots] if measure.shots else [])])
    with Console(1, verbosity) as console:
        films = load_named(files)
        for failure in films.failures:
            console.end(failure)
        if films.readable:
            source = films.readable[0].job.source

            def work() -> "Success":
                shots = _shots(films.readable[0], measure)
                data = _text(_table(films.readable, measure, shots), measure).encode()
                done = deliver(source, data, destination.file, overwrite=destination.overwrite)
                return replace(done, warnings=shots.warnings if shots else ())

            console.end(outcome_of(source, work))
        return console.summary()


def _shots(film: "NamedFingerprint", measure: Measure) -> "Shots | None":
    from filmprint.measures.shots import read_shots_of_film

    if measure.shots is None:
        return None
    return read_shots_of_film(measure.shots, film.fingerprint.film)


def _table(films: Sequence["NamedFingerprint"], measure: Measure, shots: "Shots | None") -> "Table":
    from filmprint.export.measure_tables import films_measured, samples_measured, shots_measured
    from filmprint.export.table import concatenated

    if measure.unit == "film":
        return films_measured([film.fingerprint for film in films], [film.name for film in films])
    if shots is None:
        return concatenated(samples_measured(film.fingerprint, film.name) for film in films)
    return shots_measured(films[0].fingerprint, shots, films[0].name)


def _text(table: "Table", measure: Measure) -> str:
    from filmprint.export.table import Table, as_aligned_text, as_json, as_text

    if measure.csv:
        return as_text(table)
    if measure.json:
        return as_json(table)
    if measure.unit == "film":
        return _film_blocks(table)
    names = [name for name in PRINTED if name in table.columns]
    if len(set(table.columns["film"].values)) == 1:
        names.remove("film")
    text = as_aligned_text(Table({name: table.columns[name] for name in names}))
    return text + (_shot_lengths(table) if measure.unit == "shot" else "")


def _film_blocks(table: "Table") -> str:
    """A block for each film, a line for each measure."""
    from filmprint.export.table import Column, Table, as_aligned_text, spreadsheet_safe
    from filmprint.fingerprint.data_frame import text_array
    from filmprint.measures.formulas import SCALARS, UNITS

    blocks = []
    for n, film in enumerate(table.columns["film"].values):
        values = {name: column.values[n] for name, column in table.columns.items()}
        lines = Table(
            {
                "measure": Column(text_array(SCALARS)),
                "film": _numbers([values[name] for name in SCALARS]),
                "mean": _numbers([values[f"{name}_mean"] for name in SCALARS]),
                "sd": _numbers([values[f"{name}_sd"] for name in SCALARS]),
                "unit": Column(text_array(UNITS[name] for name in SCALARS)),
            }
        )
        block = (
            f"{spreadsheet_safe(film)}: {values['samples']} samples\n{as_aligned_text(lines)}"
            f"change from sample to sample: {values['change_mean']:.2f} {UNITS['change']}\n"
        )
        correlation = values["loudness_lightness"]
        if not math.isnan(correlation):
            block += f"loudness with lightness: {correlation:z.2f} (Spearman)\n"
        blocks.append(block)
    return "\n".join(blocks)


def _shot_lengths(table: "Table") -> str:
    import numpy as np

    lengths = table.columns["length_seconds"].values
    low, middle, high = np.quantile(lengths, [0.25, 0.5, 0.75])
    return (
        f"{len(lengths)} shots, median {middle:.2f} s, half of them from {low:.2f} to "
        f"{high:.2f} s\n"
    )


def _numbers(values: list[float]) -> "Column":
    import numpy as np

    from filmprint.export.table import Column

    return Column(np.array(values, np.float64), 2)
