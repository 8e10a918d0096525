"""A table: named columns, and its text as CSV, TSV, JSON or to be read."""

import csv
import io
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filmprint.errors import printable


@dataclass(frozen=True)
class Column:
    """A column: `values` (rows,) and the digits after the point that text shows.

    With 0 digits all numbers are whole; float64 is then for those that are not all known.
    """

    values: NDArray[Any]
    digits: int = 0


@dataclass(frozen=True)
class Table:
    """Columns of one length, in order. NaN is a value that is not known."""

    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())).values)


def concatenated(tables: Iterable[Table]) -> Table:
    """The rows of tables with the same columns, one after another."""
    parts = list(tables)
    return Table(
        {
            name: Column(
                np.concatenate([part.columns[name].values for part in parts]), column.digits
            )
            for name, column in parts[0].columns.items()
        }
    )


def as_text(table: Table, delimiter: str = ",") -> str:
    """The table as CSV (RFC 4180, but lines end in a line feed) or TSV; an unknown value is empty.

    Text is `spreadsheet_safe`.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*map(_cells, table.columns.values()), strict=True))
    return text.getvalue()


def spreadsheet_safe(text: str) -> str:
    """The text as one line that no spreadsheet takes for a formula.

    What begins like one gets an apostrophe in front (OWASP, "CSV Injection").
    """
    line = printable(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def as_json(table: Table) -> str:
    """The rows as a JSON list of objects, numbers rounded to their digits; null is not known."""
    columns = {
        name: [_plain(value, column.digits) for value in column.values.tolist()]
        for name, column in table.columns.items()
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_aligned_text(table: Table) -> str:
    """The table in columns of even width, numbers to the right: to be read."""
    aligned = []
    for name, column in table.columns.items():
        cells = [name, *_cells(column)]
        width = max(map(len, cells))
        is_number = column.values.dtype.kind in "iuf"
        aligned.append([cell.rjust(width) if is_number else cell.ljust(width) for cell in cells])
    return "".join("  ".join(row).rstrip() + "\n" for row in zip(*aligned, strict=True))


def _plain(value: Any, digits: int) -> Any:
    if not isinstance(value, float):
        return value
    return None if math.isnan(value) else round(value, digits) + 0.0  # no -0.0


def _cells(column: Column) -> list[str]:
    values = column.values.tolist()
    if column.values.dtype.kind == "f":
        return ["" if math.isnan(value) else f"{value:z.{column.digits}f}" for value in values]
    if column.values.dtype.kind in "iu":
        return [str(value) for value in values]
    known: dict[str, str] = {}
    return [known.setdefault(value, spreadsheet_safe(value)) for value in values]
