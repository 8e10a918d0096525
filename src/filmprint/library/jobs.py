"""Which films to do."""

import os
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from filmprint.fingerprint.film_files import film_stem, is_folder
from filmprint.library.result_names import Job, with_distinct_bases

FILM_SUFFIXES = frozenset({
    ".264", ".265", ".3g2", ".3gp", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv", ".h264",
    ".h265", ".hevc", ".ivf", ".m1v", ".m2t", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".nut", ".obu", ".ogm", ".ogv", ".qt", ".rm", ".rmvb", ".ts",
    ".vob", ".webm", ".wmv", ".wtv", ".y4m",
})  # fmt: skip
"""What counts as a film in a folder; a file that is named itself is opened whatever its suffix."""


def find_films(paths: Iterable[Path], output: Path | None) -> list[Job]:
    """The films to do: files as they are named, folders with every film below them.

    A folder without films is one itself: of the images in it. Results of a folder's films are laid
    out in `output` as the films are in the folder. Raises `OptionError` where two films would write
    the same file. Without `output` nothing is written.
    """
    if output is None:
        return [replace(job, base=job.source) for job in _jobs_of(paths, Path())]
    return with_distinct_bases(_jobs_of(paths, output))


def _jobs_of(paths: Iterable[Path], output: Path) -> Iterable[Job]:
    jobs: dict[str, Job] = {}  # by real path, which unlike resolve() minds no loop of links
    for path in paths:
        if str(path) == "." or is_folder(path):
            below = _films_below(path)
            for film in below:
                base = output / film.relative_to(path).with_suffix("")
                jobs.setdefault(os.path.realpath(film), Job(film, base))
            if not below:  # images, or nothing, which to open it will tell
                jobs.setdefault(os.path.realpath(path), Job(path, output / path.absolute().name))
        else:
            jobs.setdefault(os.path.realpath(path), Job(path, output / film_stem(path)))
    return jobs.values()


def in_shard(jobs: Iterable[Job], output: Path, number: int, count: int) -> list[Job]:
    """The films of shard `number` of `count`, from 1 on.

    A film's shard follows from its results' name alone: films that come or go move no other one.
    """
    return [
        job
        for job in jobs
        for name in [os.fsencode(os.path.relpath(job.base, output))]
        if int.from_bytes(blake2b(name, digest_size=8).digest()) % count == number - 1
    ]


def find_files(files: Iterable[Path], output: Path | None) -> list[Job]:
    """Files of fingerprints or images, and where their pictures go: beside them, or in `output`."""
    return with_distinct_bases(
        Job(file, (output or file.parent) / file.stem) for file in dict.fromkeys(files)
    )


def _films_below(folder: Path) -> list[Path]:
    films = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        films += [
            Path(parent, name)
            for name in sorted(names)
            if Path(name).suffix.lower() in FILM_SUFFIXES and not name.startswith(".")
        ]
    return films
