"""Which films to do."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from filmprint.fingerprint.film_files import film_stem, is_folder
from filmprint.library.result_names import FilmJob, Job, with_distinct_bases
from filmprint.options import Shard
from filmprint.remote.path import FilmPath, RemotePath, is_url, list_films

FILM_SUFFIXES = frozenset({
    ".264", ".265", ".3g2", ".3gp", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv", ".h264",
    ".h265", ".hevc", ".ivf", ".m1v", ".m2t", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".nut", ".obu", ".ogm", ".ogv", ".qt", ".rm", ".rmvb", ".ts",
    ".vob", ".webm", ".wmv", ".wtv", ".y4m",
})  # fmt: skip
"""What counts as a film in a folder; a file that is named itself is opened whatever its suffix."""


def find_films(paths: Iterable[str | os.PathLike[str]], output: FilmPath | None) -> list[FilmJob]:
    """The films to do: files and URLs as they are named, folders with every film below them.

    A folder without films is itself a film, of the images in it. Results of a folder's films are
    laid out in `output` as the films are in the folder. Raises `OptionError` where two films would
    write the same file. Without `output` nothing is written.
    """
    if isinstance(output, RemotePath):
        return [replace(job, remote_folder=output) for job in find_films(paths, Path())]
    jobs: dict[str, FilmJob] = {}  # by URL or real path
    for name in map(str, paths):
        if is_url(name):
            for listed in list_films(name, FILM_SUFFIXES):
                base = (output or Path()) / listed.relative.with_suffix("")
                jobs.setdefault(listed.film.url, FilmJob(listed.film, base))
        else:
            for job in _local_films(Path(name), output or Path()):
                jobs.setdefault(os.path.realpath(job.source), job)
    if output is None:
        return list(jobs.values())
    return with_distinct_bases(jobs.values())


def find_local_films(paths: Iterable[Path], output: Path) -> list[Job]:
    """The same for films that are files."""
    jobs: dict[str, Job] = {}  # by real path, which unlike resolve() minds no loop of links
    for path in paths:
        for job in _local_films(path, output):
            jobs.setdefault(os.path.realpath(job.source), job)
    return with_distinct_bases(jobs.values())


def _local_films(path: Path, output: Path) -> Iterator[Job]:
    if str(path) != "." and not is_folder(path):
        yield Job(path, output / film_stem(path))
        return
    below = _films_below(path)
    for film in below:
        yield Job(film, output / film.relative_to(path).with_suffix(""))
    if not below:  # images, or nothing, which to open it will tell
        yield Job(path, output / film_stem(path))


def in_shard(jobs: Iterable[FilmJob], output: FilmPath, shard: Shard) -> list[FilmJob]:
    """The films of a shard.

    A film's shard follows from its results' name alone: films that come or go move no other one.
    """
    root = output if isinstance(output, Path) else Path()
    return [
        job
        for job in jobs
        for name in [os.fsencode(os.path.relpath(job.base, root))]
        if int.from_bytes(blake2b(name, digest_size=8).digest()) % shard.count == shard.number - 1
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
