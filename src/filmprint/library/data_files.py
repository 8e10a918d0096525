"""Results that are data: written to files whole, or printed."""

from collections.abc import Iterable
from pathlib import Path

from filmprint.errors import OutputError
from filmprint.export.files import NewFile
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.library.outcomes import PrintedSuccess, Status, Success


def write_files(
    source: Path, files: Iterable[NewFile], folder: Path, *, overwrite: bool
) -> Success:
    """Write files into a folder; those that have the same bytes already are left as they are.

    Raises `OutputError`, before anything is written, where a file is different and `overwrite` is
    not given.
    """
    contents = {folder / file.name: file.data for file in files}
    outdated = {path: data for path, data in contents.items() if not _holds(path, data)}
    for path in outdated:
        if path.exists() and not overwrite:
            raise OutputError(
                f"{path}: is there already and is different; move it away, choose another "
                "--output, or say --overwrite."
            )
    for path, data in outdated.items():
        with write_whole(path) as temporary:
            temporary.write_bytes(data)
    status: Status = "written" if outdated else "unchanged"
    return Success(source=source, status=status, results=tuple(contents))


def deliver(source: Path, data: bytes, output: Path | None, *, overwrite: bool) -> Success:
    """Write a result to a file; without `output`, it is to be printed. Raises `OutputError`."""
    if output is None:
        return PrintedSuccess(source=source, status="written", results=(), data=data)
    file = NewFile(output.name, data)
    return write_files(source, [file], output.parent, overwrite=overwrite)


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
