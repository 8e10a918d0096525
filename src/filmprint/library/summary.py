"""What became of many films, as a table: filmprint-summary.csv."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from filmprint.errors import OutputError
from filmprint.export.table import spreadsheet_safe
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.library.outcomes import Failure, FilmSuccess, Outcome, Success

FILE_NAME = "filmprint-summary.csv"
SHARD_FILE_NAME = "filmprint-summary-{}-of-{}.csv"

COLUMNS = ("film", "status", "results", "samples", "coverage", "warnings", "error", "seconds")


def write_summary(
    outcomes: Iterable[Outcome], folder: Path, shard: tuple[int, int] | None = None
) -> Path:
    """Write a row for each film into the folder, the failed ones first. Raises `OutputError`.

    Each shard has a file of its own.
    """
    target = folder / (FILE_NAME if shard is None else SHARD_FILE_NAME.format(*shard))
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


def read_failures(folder: Path) -> dict[str, str]:
    """Why films failed, by their path as it stands in the summaries in a folder."""
    return {row["film"]: row["error"] for row in _rows(folder) if row["status"] == "failed"}


def read_seconds(folder: Path) -> dict[str, float]:
    """How long films took that were analyzed, by their path as it stands in the summaries."""
    seconds: dict[str, float] = {}
    for row in _rows(folder):
        with suppress(KeyError, TypeError, ValueError):  # of a version that did not tell
            if row["status"] == "analyzed":
                seconds[row["film"]] = float(row["seconds"])
    return seconds


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("filmprint-summary*.csv")):
        if _is_ours(path):
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file)


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
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
