"""The colors of a fingerprint as named columns, and those as data frames of other libraries.

The columns are described in docs/export.md.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.cielab import cielab_from_srgb, cylindrical
from filmprint.color.spaces import hex_from_srgb, oklab_from_srgb
from filmprint.errors import import_optional
from filmprint.options.times import timestamp

Columns = dict[str, NDArray[Any]]
"""Arrays of one length by name, in order. NaN is a number that is not known."""


def color_columns(
    times_seconds: FloatArray, colors: ByteArray, shares: FloatArray, loudness: FloatArray | None
) -> Columns:
    """A row for each sample and cluster with a share of more than 0.

    The arrays are those of a fingerprint: (N,), (N, K, 3), (N, K) and (N,).
    """
    sample, cluster = np.nonzero(shares > 0)
    rgb = colors[sample, cluster]
    lab, oklab = cielab_from_srgb(rgb), oklab_from_srgb(rgb)
    polar = cylindrical(lab)
    level = np.full(len(times_seconds), np.nan) if loudness is None else loudness
    return {
        "sample": sample.astype(np.int32),
        "time_ms": milliseconds(times_seconds)[sample],
        "timestamp": text_array(map(timestamp, times_seconds.tolist()))[sample],
        "rank": (cluster + 1).astype(np.int32),
        "share": shares[sample, cluster],
        "hex": text_array(map(hex_from_srgb, rgb.tolist())),
        "r": rgb[:, 0],
        "g": rgb[:, 1],
        "b": rgb[:, 2],
        "cie_l": lab[:, 0],
        "cie_a": lab[:, 1],
        "cie_b": lab[:, 2],
        "cie_c": polar.chroma,
        "cie_h": polar.hue_degrees,
        "oklab_l": oklab[:, 0],
        "oklab_a": oklab[:, 1],
        "oklab_b": oklab[:, 2],
        "loudness_lufs": level[sample],
    }


def milliseconds(seconds: FloatArray) -> NDArray[np.int64]:
    """The nearest whole milliseconds, (N,)."""
    return np.rint(seconds * 1000).astype(np.int64)


def text_array(texts: Iterable[str]) -> NDArray[np.object_]:
    """Texts as a column."""
    listed = list(texts)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def arrow_table(columns: Columns) -> Any:
    """A `pyarrow.Table`; what is not known is null. Raises `OptionError` without pyarrow."""
    pyarrow = import_optional("pyarrow", purpose="Arrow", install="'filmprint[data]'")
    return pyarrow.table(
        {name: pyarrow.array(values, from_pandas=True) for name, values in columns.items()}
    )


def pandas_frame(columns: Columns) -> Any:
    """A `pandas.DataFrame`. Raises `OptionError` where pandas is not installed."""
    return import_optional("pandas", purpose="to_pandas", install="pandas").DataFrame(columns)


def polars_frame(columns: Columns) -> Any:
    """A `polars.DataFrame`. Raises `OptionError` where polars is not installed."""
    polars = import_optional("polars", purpose="to_polars", install="polars")
    return polars.DataFrame(columns, nan_to_null=True)
