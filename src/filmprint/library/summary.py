"""What became of many films, as a table: filmprint-summary.csv."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from filmprint.errors import OutputError
from filmprint.export.table import spreadsheet_safe
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.library.outcomes import Failure, FilmSuccess, Outcome, Success
from filmprint.library.remote_results import folder_here, send_file
from filmprint.options import Shard
from filmprint.remote.path import FilmPath, RemotePath

FILE_NAME = "filmprint-summary.csv"
SHARD_FILE_NAME = "filmprint-summary-{}-of-{}.csv"
PATTERN = "filmprint-summary*.csv"

COLUMNS = ("film", "status", "results", "samples", "coverage", "warnings", "error", "seconds")

Value = TypeVar("Value")


def write_summary(
    outcomes: Iterable[Outcome], folder: FilmPath, shard: Shard | None = None
) -> None:
    """Write a row for each film into the folder, the failed ones first. Raises `OutputError`.

    Each shard has a file of its own.
    """
    name = FILE_NAME if shard is None else SHARD_FILE_NAME.format(shard.number, shard.count)
    with folder_here(folder, name) as local:
        if (local / name).exists() and not _is_ours(local / name):
            raise OutputError(
                f"{folder / name}: already exists and is not from filmprint; move it away."
            )
        _write(outcomes, local / name)
        if isinstance(folder, RemotePath):
            send_file(local / name, folder)


def _write(outcomes: Iterable[Outcome], target: Path) -> None:
    with (
        write_whole(target) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for outcome in sorted(outcomes, key=lambda outcome: outcome.status != "failed"):
            table.writerow([spreadsheet_safe(value) for value in _row(outcome)])


def read_failures(folder: FilmPath) -> dict[str, str]:
    """Why films failed that have not been done since, by their path as it stands in the summaries
    in a folder; see `of_film`."""
    last = {row.get("film", ""): row for row in _rows(folder)}
    return {
        film: row.get("error") or "" for film, row in last.items() if row.get("status") == "failed"
    }


def read_seconds(folder: FilmPath) -> dict[str, float]:
    """How long films took when they were last analyzed, by the same paths."""
    seconds: dict[str, float] = {}
    for row in _rows(folder):
        with suppress(KeyError, TypeError, ValueError):  # of a version that did not tell
            if row["status"] == "analyzed":
                seconds[row["film"]] = float(row["seconds"])
    return seconds


def of_film(values: Mapping[str, Value], film: FilmPath) -> Value | None:
    """What the summaries have of a film, which a cluster's name by their absolute paths."""
    names = (spreadsheet_safe(str(path)) for path in (film, film.absolute()))
    return next((values[name] for name in names if name in values), None)


def _rows(folder: FilmPath) -> Iterator[dict[str, str]]:
    """The rows of all summaries, those of the latest last. Other programs may have saved them."""
    with folder_here(folder, PATTERN) as local:
        summaries = [path for path in sorted(local.glob(PATTERN)) if _is_ours(path)]
        for path in sorted(summaries, key=os.path.getmtime):
            with (
                suppress(csv.Error),
                path.open(encoding="utf-8-sig", errors="replace", newline="") as file,
            ):
                yield from csv.DictReader(file)


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return path.is_file() and file.read(1000).startswith(",".join(COLUMNS[:-1]))
    except OSError:  # a folder, say
        return False


def _row(outcome: Outcome) -> tuple[str, ...]:
    results = outcome.results if isinstance(outcome, Success) else ()
    summary = outcome.summary if isinstance(outcome, FilmSuccess) else None
    return (
        str(outcome.source),
        outcome.status,
        " ".join(path.name for path in results),
        str(summary.samples) if summary else "",
        f"{summary.coverage:.4f}" if summary else "",
        " ".join(outcome.warnings) if isinstance(outcome, Success) else "",
        outcome.error if isinstance(outcome, Failure) else "",
        f"{outcome.seconds:.1f}",
    )
