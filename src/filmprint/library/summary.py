"""What became of many films, as a table: filmprint-summary.csv."""

import csv
from collections.abc import Iterable
from pathlib import Path

from filmprint.errors import OutputError
from filmprint.export.table import spreadsheet_safe
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.library.outcomes import Failure, FilmSuccess, Outcome, Success

FILE_NAME = "filmprint-summary.csv"

COLUMNS = ("film", "status", "results", "samples", "coverage", "warnings", "error")


def write_summary(outcomes: Iterable[Outcome], folder: Path) -> Path:
    """Write a row for each film into the folder, the failed ones first. Raises `OutputError`."""
    target = folder / FILE_NAME
    if target.exists() and not _is_ours(target):
        raise OutputError(f"{target}: is there already and is not from filmprint; move it away.")
    with (
        write_whole(target) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for outcome in sorted(outcomes, key=lambda outcome: outcome.status != "failed"):
            table.writerow([spreadsheet_safe(value) for value in _row(outcome)])
    return target


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return path.is_file() and file.read(1000).startswith(",".join(COLUMNS))
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
    )
