"""Exports as files: what each format is called, and its bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from filmprint.color.palette import PaletteColor
from filmprint.export.chapters import ffmetadata
from filmprint.export.moment import moment_at
from filmprint.export.parquet import parquet
from filmprint.export.seekbar import seekbar_png
from filmprint.export.swatches import WRITERS
from filmprint.export.table import Table, as_text, concatenated
from filmprint.export.tables import (
    films_table,
    samples_table,
    tib_table,
    vian_table,
    wide_table,
)
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Export
from filmprint.options.times import timestamp

TABLES: dict[str, Callable[[Fingerprint, str, Export], Table]] = {
    "csv": lambda fingerprint, film, _: samples_table(fingerprint, film),
    "csv-wide": lambda fingerprint, film, export: wide_table(
        fingerprint, film, colors=export.wide_colors, prefer=export.prefer
    ),
    "tsv": lambda fingerprint, _film, _: tib_table(fingerprint),
    "vian": lambda fingerprint, _film, _: vian_table(fingerprint),
}
"""The tables that are text, by format: of a fingerprint, and the name of the film in it."""

PLAYER_FILES: dict[str, Callable[[Fingerprint, Export], bytes]] = {
    "seekbar": lambda fingerprint, export: seekbar_png(fingerprint, export.seekbar_box),
    "ffmetadata": lambda fingerprint, _: ffmetadata(fingerprint),
}
"""The files for players, by format."""

STACKABLE = ("csv", "csv-wide")
"""Tables of which several films fit into one, because they name the film."""


@dataclass(frozen=True)
class ExportedFile:
    """What goes into a file: its format and its content; `at_seconds` is the moment that a palette
    is of, None for the whole film."""

    kind: str
    data: bytes
    at_seconds: float | None = None


@dataclass(frozen=True)
class ParquetFiles:
    """The contents of the tables of films and of samples."""

    films: bytes
    samples: bytes


def text_table(kind: str, fingerprint: Fingerprint, film: str, export: Export) -> Table:
    """The table of one of `TABLES`; `film` is the film's name in it."""
    return TABLES[kind](fingerprint, film, export)


def table_bytes(kind: str, table: Table) -> bytes:
    """The text of a table of one of `TABLES`, UTF-8."""
    return as_text(table, "\t" if kind == "tsv" else ",").encode()


def film_files(fingerprint: Fingerprint, film: str, export: Export) -> list[ExportedFile]:
    """The files of one film in all formats but Parquet. Raises `FingerprintFileError` where
    `at` lies outside of the film."""
    files = [
        ExportedFile(kind, table_bytes(kind, text_table(kind, fingerprint, film, export)))
        for kind in export.formats
        if kind in TABLES
    ]
    files += [
        ExportedFile(kind, PLAYER_FILES[kind](fingerprint, export))
        for kind in export.formats
        if kind in PLAYER_FILES
    ]
    if export.palettes:
        title, seconds = fingerprint.film.title, None
        colors = fingerprint.palette(export.palette_colors)
        if export.at_seconds is not None:
            moment = moment_at(
                fingerprint, export.at_seconds, export.palette_colors, prefer=export.prefer
            )
            seconds, colors = moment.seconds, moment.palette
            title = f"{title} {timestamp(seconds)}"
        files += palette_files(title, colors, export.palettes, at_seconds=seconds)
    return files


def palette_files(
    title: str,
    colors: Sequence[PaletteColor],
    kinds: Sequence[str],
    *,
    at_seconds: float | None = None,
) -> list[ExportedFile]:
    """A palette in formats of `swatches.WRITERS`."""
    return [ExportedFile(kind, WRITERS[kind](title, colors), at_seconds) for kind in kinds]


def parquet_files(fingerprints: Sequence[Fingerprint], films: Sequence[str]) -> ParquetFiles:
    """One table of all films and one of all their samples. Raises `OptionError` without pyarrow."""
    samples = concatenated(map(samples_table, fingerprints, films))
    return ParquetFiles(parquet(films_table(fingerprints, films)), parquet(samples))
