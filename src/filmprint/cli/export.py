"""filmprint export: fingerprints as tables, palettes and files for players."""

from dataclasses import replace
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    DATA_GROUP,
    DataDestination,
    DataDestinationOptions,
    ExportOptions,
    FingerprintFiles,
    ShotsFlag,
    Verbosity,
    VerbosityOptions,
    check_one_film,
)
from filmprint.errors import OptionError
from filmprint.options import Export

NOT_BY_SHOT = frozenset({"parquet", "ffmetadata"})
"""Formats of several films, and of what is not a sample."""


def export(
    files: FingerprintFiles,
    /,
    *,
    export: ExportOptions,
    shots: Annotated[ShotsFlag, Parameter(group=DATA_GROUP)] = None,
    destination: DataDestinationOptions = DataDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Write fingerprints as tables, palettes and files for players."""
    from filmprint.cli.console import Console
    from filmprint.library.exports import export_film, export_parquet, print_export
    from filmprint.library.named_fingerprints import load_named

    check_one_film(shots, files)
    if shots is not None and not NOT_BY_SHOT.isdisjoint(export.formats):
        raise OptionError(f"--shots is not for {' and '.join(sorted(NOT_BY_SHOT))}.")
    if destination.is_printed:
        check_printable(export, len(files))
        verbosity = replace(verbosity, quiet=True)
    if "parquet" in export.formats:
        from filmprint.export.parquet import load_parquet

        load_parquet()
    with Console(1, verbosity) as console:
        films = load_named(files, destination.folder)
        for failure in films.failures:
            console.end(failure)
        if films.readable and destination.is_printed:
            console.end(print_export(films.readable, export, shots))
            return console.summary()
        if export.formats != ("parquet",):
            for film in films.readable:
                console.end(export_film(film, export, shots, overwrite=destination.overwrite))
        if films.readable and "parquet" in export.formats:
            console.end(export_parquet(films.readable, overwrite=destination.overwrite))
        return console.summary()


def check_printable(export: Export, count: int) -> None:
    """Refuse what cannot go to standard output for `count` files. Raises `OptionError`."""
    from filmprint.export.files import STACKABLE

    if len(export.formats) != 1:
        raise OptionError("--output - prints one format at a time.")
    if "parquet" in export.formats:
        raise OptionError("--output - cannot print parquet, which is two files.")
    if count > 1 and export.formats[0] not in STACKABLE:
        raise OptionError(f"--output - prints several files as {' or '.join(STACKABLE)} only.")
