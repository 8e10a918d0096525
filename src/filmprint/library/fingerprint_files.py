"""Fingerprint files as they are named: `*.json` is also what exports are called."""

from pathlib import Path

from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.file import load
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.result_names import is_named_as_export


def read_fingerprint(path: Path) -> Fingerprint:
    """Read a fingerprint file. Raises `FingerprintFileError`, which tells an export for one."""
    try:
        return load(path)
    except FingerprintFileError as error:
        if is_named_as_export(path) and path.is_file():
            raise FingerprintFileError(
                f"{path}: not a fingerprint but a palette, as filmprint export writes them; leave "
                "it out."
            ) from error
        raise
