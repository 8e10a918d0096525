"""filmprint compare: how far films lie apart, and how two releases of one differ."""

import json
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from filmprint.cli.option_groups import (
    CompareOptions,
    FingerprintFiles,
    ResultDestination,
    ResultDestinationOptions,
    Verbosity,
    VerbosityOptions,
)
from filmprint.errors import OptionError
from filmprint.options import Compare

if TYPE_CHECKING:
    from filmprint.library.named_fingerprints import NamedFingerprint


def compare(
    files: FingerprintFiles,
    /,
    *,
    compare: CompareOptions = Compare(),
    destination: ResultDestinationOptions = ResultDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Compare films: how far their colors lie apart, and how two releases of one film differ."""
    from filmprint.cli.console import Console
    from filmprint.library.comparison_pictures import draw_comparison
    from filmprint.library.data_files import deliver
    from filmprint.library.named_fingerprints import load_named
    from filmprint.library.outcomes import outcome_of
    from filmprint.library.result_names import check_single_results
    from filmprint.measures.distances import load_warping

    if len(set(files)) == 1 < len(files):
        raise OptionError(f"compare needs different files; {files[0]} is the same file twice.")
    if len(files) < 2:
        raise OptionError("compare needs two fingerprint files or more.")
    check_single_results([destination.file, compare.picture], files)
    if compare.distance == "time":
        load_warping()
    if destination.file is None:
        verbosity = replace(verbosity, quiet=True)
    with Console(1, verbosity) as console:
        films = load_named(files)
        for failure in films.failures:
            console.end(failure)
        if len(films.readable) < 2:
            return console.summary()
        source = films.readable[0].job.source
        console.end(
            outcome_of(
                source,
                lambda: deliver(
                    source, _compared(films.readable, compare), destination.file,
                    overwrite=destination.overwrite,
                ),
            )
        )  # fmt: skip
        if compare.picture is not None:
            console.end(
                draw_comparison(films.readable, compare.picture, compare.distance,
                                overwrite=destination.overwrite)
            )  # fmt: skip
        return console.summary()


def _compared(films: Sequence["NamedFingerprint"], compare: Compare) -> bytes:
    from filmprint.export.table import Column, Table, as_aligned_text, as_text
    from filmprint.fingerprint.data_frame import text_array
    from filmprint.measures.alignment import NothingInCommonError, align_releases
    from filmprint.measures.distances import distance_matrix
    from filmprint.measures.release_report import as_data, in_words

    names = [film.name for film in films]
    matrix = distance_matrix([film.fingerprint for film in films], compare.distance)
    columns = {"film": Column(text_array(names))}
    table = Table(columns | {name: Column(matrix[n], 5) for n, name in enumerate(names)})
    if compare.csv:
        return as_text(table).encode()
    alignment = None
    if len(films) == 2:
        with suppress(NothingInCommonError):
            alignment = align_releases(films[0].fingerprint, films[1].fingerprint)
    if compare.json:
        result: dict[str, Any] = {
            "films": names, "distance": compare.distance, "matrix": _rounded(matrix.tolist()),
            "alignment": as_data(alignment) if alignment else None,
        }  # fmt: skip
        return (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode()
    if len(films) > 2:
        return as_aligned_text(table).encode()
    lines = [f"distance of {compare.distance}: {matrix[0, 1]:.4f} (Oklab)"]
    lines += in_words(alignment, *names) if alignment else ["no moment in common: two films"]
    return "".join(f"{line}\n" for line in lines).encode()


def _rounded(rows: list[list[float]]) -> list[list[float | None]]:
    return [[None if math.isnan(value) else round(value, 5) for value in row] for row in rows]
