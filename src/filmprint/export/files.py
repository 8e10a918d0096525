"""Exports as files: what each format is called, and its bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from filmprint.color.palette import PaletteColor
from filmprint.export.moment import moment_palette, sample_at
from filmprint.export.parquet import parquet
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

SUFFIXES = {
    "csv": "csv",
    "csv-wide": "wide.csv",
    "tsv": "tsv",
    "vian": "vian.csv",
    "ase": "ase",
    "aco": "aco",
    "gpl": "gpl",
    "css": "css",
    "tailwind": "tailwind.css",
    "tokens": "tokens.json",
    "swatches": "swatches",
    "json": "colors.json",
    "svg": "colors.svg",
}
"""What a file of each format is called: FILM and this."""

TEXT_TABLES = ("csv", "csv-wide", "tsv", "vian")
STACKABLE = ("csv", "csv-wide")
"""Tables of which several films fit into one, because they name the film."""

PARQUET_FILMS, PARQUET_SAMPLES = "filmprint-films.parquet", "filmprint-samples.parquet"


@dataclass(frozen=True)
class NewFile:
    """A file to write: its name and what is in it."""

    name: str
    data: bytes


def text_table(kind: str, fingerprint: Fingerprint, film: str, export: Export) -> Table:
    """The table of one of `TEXT_TABLES`; `film` is the film's name in it."""
    if kind == "csv":
        return samples_table(fingerprint, film)
    if kind == "csv-wide":
        return wide_table(fingerprint, film, colors=export.wide_colors)
    return tib_table(fingerprint) if kind == "tsv" else vian_table(fingerprint)


def table_bytes(kind: str, table: Table) -> bytes:
    """The text of a table of one of `TEXT_TABLES`, UTF-8."""
    return as_text(table, "\t" if kind == "tsv" else ",").encode()


def film_files(fingerprint: Fingerprint, stem: str, film: str, export: Export) -> list[NewFile]:
    """The files of one film in all formats but Parquet. Raises `FingerprintFileError` where
    `at` lies outside of the film."""
    files = []
    for kind in export.formats:
        if kind in TEXT_TABLES:
            table = text_table(kind, fingerprint, film, export)
            files.append(NewFile(f"{stem}.{SUFFIXES[kind]}", table_bytes(kind, table)))
    if export.palettes:
        title, moment = fingerprint.film.title, ""
        colors = fingerprint.palette(export.palette_colors)
        if export.at_seconds is not None:
            sample = sample_at(fingerprint, export.at_seconds)
            time = timestamp(float(fingerprint.times_seconds[sample]))
            colors = moment_palette(fingerprint, sample, export.palette_colors)
            moment = f"at-{time.replace(':', '-')}."
            title = f"{title} {time}"
        files += palette_files(title, colors, export.palettes, f"{stem}.{moment}")
    return files


def palette_files(
    title: str, colors: Sequence[PaletteColor], kinds: Sequence[str], begin: str
) -> list[NewFile]:
    """A palette in formats of `swatches.WRITERS`; the names of the files begin with `begin`."""
    return [NewFile(f"{begin}{SUFFIXES[kind]}", WRITERS[kind](title, colors)) for kind in kinds]


def parquet_files(fingerprints: Sequence[Fingerprint], films: Sequence[str]) -> list[NewFile]:
    """One table of all films and one of all their samples. Raises `OptionError` without pyarrow."""
    samples = concatenated(map(samples_table, fingerprints, films))
    return [
        NewFile(PARQUET_FILMS, parquet(films_table(fingerprints, films))),
        NewFile(PARQUET_SAMPLES, parquet(samples)),
    ]
