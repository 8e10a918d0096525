"""What is kept of earlier runs: which fingerprints and pictures are up to date, and which are not
ours to replace.

A fingerprint is up to date when its film's file has the same size and time of change as then, and
the options are the same. A picture is when it carries the provenance tag that it would be drawn
with: the tag is a digest of the fingerprint, the options and the program's version.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from filmprint.errors import FingerprintFileError, OutputError
from filmprint.fingerprint.file import load
from filmprint.fingerprint.film import Film, digest_of_path
from filmprint.fingerprint.film_files import film_name, state_of
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import TAG_PREFIX, carries_tag, film_tag
from filmprint.options import (
    MOST_CHOSEN_STILLS,
    REPORT_STILLS,
    STYLES,
    Clustering,
    Extras,
    PictureRequest,
    Sampling,
)
from filmprint.remote.path import FilmPath


@dataclass(frozen=True)
class KeptFingerprint:
    """A fingerprint that need not be made again, and what to say about that."""

    fingerprint: Fingerprint
    warnings: tuple[str, ...] = ()


def kept_fingerprint(
    target: Path, film: FilmPath, sampling: Sampling, clustering: Clustering
) -> KeptFingerprint | None:
    """The fingerprint file at `target`, where it is up to date or more than is asked for.

    Raises `OutputError` for one that must not be replaced.
    """
    existing = existing_fingerprint(target, film)
    if existing is None or not is_unchanged(existing.film, film):
        return None
    if (existing.sampling, existing.clustering) == (sampling, clustering):
        return KeptFingerprint(existing)
    if existing.sampling.fast or not sampling.fast:
        return None
    # An exact fingerprint took hours; --fast must not cost it.
    as_many = replace(sampling, fast=False, frames=existing.sampling.frames)
    is_more = existing.sampling.frames >= sampling.frames and existing.clustering == clustering
    if existing.sampling == as_many and is_more:
        note = f"{target.name} is exact and was kept; --overwrite replaces it with a fast one."
        return KeptFingerprint(existing, (note,))
    raise OutputError(
        f"{target}: is exact, with other options, and --fast would replace it; choose another "
        "--output, or say --overwrite."
    )


def existing_fingerprint(target: Path, film: FilmPath) -> Fingerprint | None:
    """The fingerprint file at `target`, if any. Raises `OutputError` for one of another film.

    A film of that name in another folder is the same one only if it has not changed.
    """
    if not target.exists():
        return None
    try:
        existing = load(target)
    except FingerprintFileError as error:
        raise OutputError(
            f"{target}: already exists and is not a fingerprint of this version; move it away, "
            "or say --overwrite."
        ) from error
    moved = existing.film.path_digest not in ("", digest_of_path(film))
    if existing.film.name != film_name(film) or (moved and not is_unchanged(existing.film, film)):
        raise OutputError(
            f"{target}: already exists, for another film ({existing.film.name}); choose another "
            "--output, or say --overwrite."
        )
    return existing


def missing_extras(
    existing: Fingerprint | None,
    extras: Extras,
    pictures: PictureRequest | None,
    *,
    report: bool,
) -> Extras:
    """What is asked for, or needed for styles and report, less what the fingerprint has."""
    styles = [STYLES[name] for name in pictures.styles] if pictures else []
    loudness = extras.loudness or any(style.loudness for style in styles)
    kept = existing.stills.wanted if existing and existing.stills else 0
    needed = max([REPORT_STILLS if report else 0, *(style.stills for style in styles)])
    if kept <= MOST_CHOSEN_STILLS < needed:  # chosen ones do not do where many are needed
        stills = extras.stills or needed
    else:
        stills = extras.stills or kept or needed
    columns = extras.frame_columns or any(style.frame_columns for style in styles)
    return Extras(
        loudness=loudness and (existing is None or existing.loudness_lufs is None),
        frame_columns=columns and (existing is None or existing.frame_columns is None),
        stills=stills if stills != kept else 0,
    )


def refuse_foreign(files: Iterable[Path], source_name: str, *, overwrite: bool) -> None:
    """Raise `OutputError` for a file that is not ours or of another source: it would be lost.

    `source_name` is the file name of the film or image, "" for panels.
    """
    for file in files:
        if overwrite or not file.exists():
            continue
        if not carries_tag(file, TAG_PREFIX):
            whose = "not from filmprint"
        elif not carries_tag(file, film_tag(source_name)):
            whose = "of another film or image"
        else:
            continue
        raise OutputError(
            f"{file}: already exists and is {whose}; move it away, choose another --output, or "
            "say --overwrite."
        )


def refuse_different(file: Path) -> NoReturn:
    """Raise `OutputError` for a file that would be written with other content."""
    raise OutputError(
        f"{file}: already exists and is different; move it away, choose another --output, or say "
        "--overwrite."
    )


def is_unchanged(film: Film, path: FilmPath) -> bool:
    """Whether a film's files are still as they were. Raises `FilmError` for missing ones."""
    state = state_of(path)
    return (film.size_bytes, film.modified_ns) == (state.size_bytes, state.modified_ns)
