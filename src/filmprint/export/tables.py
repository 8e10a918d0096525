"""The tables of a fingerprint. Their columns are described in docs/export.md."""

from collections.abc import Sequence

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.color.cielab import cylindrical
from filmprint.color.spaces import hex_from_srgb
from filmprint.export.table import Column, Table
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.data_frame import milliseconds, text_array
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.measures import by_sample, sample_stretches
from filmprint.options import Export, Prefer
from filmprint.options.times import timestamp

DIGITS = {"share": 6, "loudness_lufs": 2}
"""Digits after the point, by column; `_digits` has those of the spaces."""
_OF_SAMPLES = ("sample", "time_ms", "timestamp")
"""Columns that tell samples apart."""


def samples_table(fingerprint: Fingerprint, film: str | None = None) -> Table:
    """A row for each sample (or shot) and cluster; a sample that could not be decoded has none.

    `film` is what the column of that name says; without it, the film's file name.
    """
    columns = fingerprint.to_columns()
    if film is not None:
        columns["film"] = text_array([film] * len(columns["film"]))
    table = {name: Column(values, _digits(name)) for name, values in columns.items()}
    return Table(_by_shot(table, fingerprint))


def _by_shot(columns: dict[str, Column], fingerprint: Fingerprint) -> dict[str, Column]:
    """The columns; those of a fingerprint by shot say which shot, from when to when, in place of
    the sample and its time."""
    if not isinstance(fingerprint, ShotFingerprint):
        return columns
    shot, edges = columns["sample"].values, fingerprint.edges_seconds
    others = {name: columns[name] for name in columns if name not in _OF_SAMPLES}
    return {
        "film": others.pop("film"),
        "shot": Column(fingerprint.numbers[shot]),
        "begin_seconds": Column(edges[shot], 3),
        "end_seconds": Column(edges[shot + 1], 3),
        **others,
    }


def _digits(name: str) -> int:
    space, _, _ = name.partition("_")
    return {"cie": 4, "oklab": 6}.get(space, DIGITS.get(name, 0))


def wide_table(
    fingerprint: Fingerprint,
    film: str | None = None,
    *,
    colors: int,
    prefer: Prefer = Export.prefer,
) -> Table:
    """A row for each sample (or shot), with its `colors` most frequent, or most vivid, colors.

    They are repeated where it has fewer, and empty for a sample that could not be decoded.
    """
    dominant = fingerprint.dominant(colors, prefer=prefer)
    decoded = fingerprint.decoded
    columns = {
        "film": Column(text_array([film or fingerprint.film.name] * len(fingerprint))),
        "sample": Column(np.arange(len(fingerprint), dtype=np.int32)),
        "time_ms": Column(milliseconds(fingerprint.times_seconds)),
        "timestamp": Column(text_array(map(timestamp, fingerprint.times_seconds.tolist()))),
    }
    for rank in range(colors):
        hexes = map(hex_from_srgb, dominant[:, rank].tolist())
        columns[f"color_{rank + 1}"] = Column(
            text_array(code if known else "" for code, known in zip(hexes, decoded, strict=True))
        )
    return Table(_by_shot(columns, fingerprint))


def tib_table(fingerprint: Fingerprint) -> Table:
    """A row for each decoded sample, with the columns of TIB AV-Analytics' annotation tables.

    The annotation is the list of the sample's dominant color, as hex code.
    """
    decoded = np.flatnonzero(fingerprint.decoded)
    stretches = sample_stretches(fingerprint)
    start = milliseconds(stretches.begin)[decoded]
    duration = milliseconds(stretches.end)[decoded] - start
    hexes = map(hex_from_srgb, fingerprint.colors[decoded, 0].tolist())
    return Table(
        {
            "start hh:mm:ss.ms": Column(text_array(map(timestamp, (start / 1000).tolist()))),
            "start in seconds": Column(start / 1000, 3),
            "duration hh:mm:ss.ms": Column(text_array(map(timestamp, (duration / 1000).tolist()))),
            "duration in seconds": Column(duration / 1000, 3),
            "annotations": Column(text_array(f"['{code}']" for code in hexes)),
        }
    )


def vian_table(fingerprint: Fingerprint) -> Table:
    """A row for each decoded sample: its mean CIELAB color, under the names that VIAN shows.

    Luminance is L*, chroma and hue are those of the mean color.
    """
    decoded = np.flatnonzero(fingerprint.decoded)
    mean = by_sample(fingerprint).measures.mean_colors[decoded]
    polar = cylindrical(mean)
    return Table(
        {
            "time_ms": Column(milliseconds(fingerprint.times_seconds)[decoded]),
            "luminance": Column(mean[:, 0], 4),
            "a": Column(mean[:, 1], 4),
            "b": Column(mean[:, 2], 4),
            "chroma": Column(polar.chroma, 4),
            "hue": Column(polar.hue_degrees, 4),
        }
    )


def films_table(fingerprints: Sequence[Fingerprint], films: Sequence[str]) -> Table:
    """A row for each film; `films` are their names in the column `film`."""
    about = [fingerprint.film for fingerprint in fingerprints]
    nan = float("nan")

    def numbers(values: object) -> FloatArray:
        return np.array([nan if value is None else value for value in values], np.float64)  # type: ignore[attr-defined]

    return Table(
        {
            "film": Column(text_array(films)),
            "title": Column(text_array(film.title for film in about)),
            "year": Column(numbers([film.year for film in about])),
            "duration_seconds": Column(numbers([film.duration_seconds for film in about]), 3),
            "frame_rate": Column(numbers([film.frame_rate for film in about]), 4),
            "width": Column(np.array([film.width for film in about], np.int32)),
            "height": Column(np.array([film.height for film in about], np.int32)),
            "codec": Column(text_array(film.codec for film in about)),
            "matrix": Column(text_array(film.color.matrix for film in about)),
            "primaries": Column(text_array(film.color.primaries for film in about)),
            "transfer": Column(text_array(film.color.transfer for film in about)),
            "range": Column(text_array(film.color.range for film in about)),
            "sampled_from_seconds": Column(
                numbers([film.picture_span.start_seconds for film in about]), 3
            ),
            "sampled_to_seconds": Column(
                numbers([film.picture_span.end_seconds for film in about]), 3
            ),
            "samples": Column(np.array(list(map(len, fingerprints)), np.int32)),
            "clusters": Column(np.array([f.clustering.kept for f in fingerprints], np.int32)),
            "coverage": Column(numbers([f.coverage for f in fingerprints]), 6),
            "palette": Column(
                text_array(" ".join(color.hex for color in f.palette()) for f in fingerprints)
            ),
        }
    )
