"""Exports: tables and palettes, from fingerprint files and images."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from filmprint.color.palette import image_palette
from filmprint.export.files import (
    TABLES,
    film_files,
    palette_files,
    parquet_files,
    table_bytes,
    text_table,
)
from filmprint.export.table import concatenated
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.data_files import deliver, write_files
from filmprint.library.fingerprint_files import read_by_shot
from filmprint.library.images import read_image
from filmprint.library.named_fingerprints import NamedFingerprint
from filmprint.library.outcomes import Outcome, Success, outcome_of
from filmprint.library.result_names import PARQUET_FILMS, PARQUET_SAMPLES, Job
from filmprint.options import Export


def export_film(
    film: NamedFingerprint, export: Export, shots: Path | None, *, overwrite: bool
) -> Outcome:
    """Write a film's files in all formats but Parquet; with a list of `shots`, by shot."""
    job = film.job if shots is None else film.job.by_shot

    def work() -> Success:
        exported = _exported(film, shots)
        files = film_files(exported, film.name, export)
        contents = {job.exported_file(file.kind, file.at_seconds): file.data for file in files}
        written = write_files(film.job.source, contents, overwrite=overwrite)
        return replace(written, warnings=_list_warnings(exported))

    return outcome_of(film.job.source, work)


def _exported(film: NamedFingerprint, shots: Path | None) -> Fingerprint:
    return film.fingerprint if shots is None else read_by_shot(film.fingerprint, shots)


def _list_warnings(exported: Fingerprint) -> tuple[str, ...]:
    return exported.list_warnings if isinstance(exported, ShotFingerprint) else ()


def export_parquet(films: Sequence[NamedFingerprint], *, overwrite: bool) -> Outcome:
    """Write one table of all films, and one of all their samples."""
    folder = films[0].job.base.parent

    def work() -> Success:
        tables = parquet_files([film.fingerprint for film in films], [film.name for film in films])
        contents = {
            folder / PARQUET_FILMS: tables.films, folder / PARQUET_SAMPLES: tables.samples,
        }  # fmt: skip
        return write_files(folder, contents, overwrite=overwrite)

    return outcome_of(folder, work)


def print_export(films: Sequence[NamedFingerprint], export: Export, shots: Path | None) -> Outcome:
    """Print the one format that is asked for; tables of several films as one."""
    source, kind = films[0].job.source, export.formats[0]

    def work() -> Success:
        exported = [_exported(film, shots) for film in films]
        if kind in TABLES:
            tables = [
                text_table(kind, each, film.name, export)
                for each, film in zip(exported, films, strict=True)
            ]
            data = table_bytes(kind, concatenated(tables))
        else:
            data = film_files(exported[0], films[0].name, export)[0].data
        warnings = tuple(warning for each in exported for warning in _list_warnings(each))
        return replace(deliver(source, data, None, overwrite=False), warnings=warnings)

    return outcome_of(source, work)


def export_image_palette(job: Job, export: Export, *, printed: bool, overwrite: bool) -> Outcome:
    """Write or print the palette of an image."""

    def work() -> Success:
        palette = image_palette(read_image(job.source), export.palette_colors)
        files = palette_files(job.source.stem, palette, export.formats)
        if printed:
            return deliver(job.source, files[0].data, None, overwrite=False)
        contents = {job.exported_file(file.kind): file.data for file in files}
        return write_files(job.source, contents, overwrite=overwrite)

    return outcome_of(job.source, work)
