"""Results that are data: written to files whole, or printed."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from filmprint.errors import FingerprintFileError, OutputError
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.fingerprint.file import load
from filmprint.library.jobs import FILM_SUFFIXES
from filmprint.library.outcomes import PrintedSuccess, Status, Success
from filmprint.library.up_to_date import refuse_different


def write_files(source: Path, contents: Mapping[Path, bytes], *, overwrite: bool) -> Success:
    """Write files; those that have the same bytes already are left as they are.

    Raises `OutputError`, before anything is written, where a file is different and `overwrite` is
    not given, or is a film or a fingerprint.
    """
    outdated = {path: data for path, data in contents.items() if not _holds(path, data)}
    for path in outdated:
        if not path.exists():
            continue
        kind = _kind_of_source(path)
        if kind is not None:
            raise OutputError(
                f"{path}: already exists and is a {kind}, which is never written over; choose "
                "another --output."
            )
        if not overwrite:
            refuse_different(path)
    for path, data in outdated.items():
        with write_whole(path) as temporary:
            temporary.write_bytes(data)
    status: Status = "written" if outdated else "unchanged"
    return Success(source=source, status=status, results=tuple(contents))


def deliver(source: Path, data: bytes, output: Path | None, *, overwrite: bool) -> Success:
    """Write a result to a file; without `output`, it is to be printed. Raises `OutputError`."""
    if output is None:
        return PrintedSuccess(source=source, status="written", results=(), data=data)
    return write_files(source, {output: data}, overwrite=overwrite)


def _kind_of_source(path: Path) -> str | None:
    """What an existing file is, if it is one that results are made of."""
    if path.suffix.lower() in FILM_SUFFIXES:
        return "film"
    if path.suffix.lower() == ".json":
        with suppress(FingerprintFileError):
            load(path)
            return "fingerprint"
    return None


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
