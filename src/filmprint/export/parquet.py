"""Tables as Parquet. Needs the extra "data"."""

import io
from typing import Any

from filmprint.errors import import_optional
from filmprint.export.table import Table
from filmprint.fingerprint.data_frame import arrow_table


def parquet(table: Table) -> bytes:
    """The table as a Parquet file, compressed with Zstandard. Raises `OptionError`."""
    arrow = arrow_table({name: column.values for name, column in table.columns.items()})
    for number, (name, column) in enumerate(table.columns.items()):
        if column.values.dtype.kind == "f" and column.digits == 0:  # whole, but some not known
            arrow = arrow.set_column(number, name, arrow.column(name).cast("int32"))
    file = io.BytesIO()
    load_parquet().write_table(arrow, file, compression="zstd")
    return file.getvalue()


def load_parquet() -> Any:
    """pyarrow's reader and writer of Parquet. Raises `OptionError` where it is not installed."""
    return import_optional("pyarrow.parquet", purpose="Parquet", install="'filmprint[data]'")
