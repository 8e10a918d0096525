"""Fingerprint files as they are named: `*.json` is also what exports are called."""

from pathlib import Path

from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.file import load
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.result_names import is_named_as_export
from filmprint.measures.shot_colors import fingerprint_by_shot
from filmprint.measures.shots import read_shots_of_film


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


def read_by_shot(fingerprint: Fingerprint, shots: Path) -> ShotFingerprint:
    """The fingerprint by shot, from a list of its film's shots. Raises `ShotListError`."""
    return fingerprint_by_shot(fingerprint, read_shots_of_film(shots, fingerprint.film))
