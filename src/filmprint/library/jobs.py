"""Which films to do, and where their results go."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from filmprint.errors import OptionError

FILM_SUFFIXES = frozenset({
    ".264", ".265", ".3g2", ".3gp", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv", ".h264",
    ".h265", ".hevc", ".ivf", ".m1v", ".m2t", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".nut", ".obu", ".ogm", ".ogv", ".qt", ".rm", ".rmvb", ".ts",
    ".vob", ".webm", ".wmv", ".wtv", ".y4m",
})  # fmt: skip
"""What counts as a film in a folder; a file that is named itself is opened whatever its suffix."""


@dataclass(frozen=True)
class Job:
    """A film (or fingerprint file) and where its results go: `base`, a suffix for each file."""

    source: Path
    base: Path

    def file(self, suffix: str) -> Path:
        """The result file of that suffix."""
        return self.base.with_name(f"{self.base.name}.{suffix}")


def find_films(paths: Iterable[Path], output: Path) -> list[Job]:
    """The films to do: files as they are named, folders with every film below them.

    Results of a folder's films are laid out in `output` as the films are in the folder. Films
    that differ in their suffix alone keep it in the names of their results. Raises
    `OptionError` where two films would still write the same file.
    """
    found: dict[str, Job] = {}  # by real path, which unlike resolve() minds no loop of links
    for path in paths:
        if _is_folder(path):
            below = _films_below(path)
            for film in below:
                base = output / film.relative_to(path).with_suffix("")
                found.setdefault(os.path.realpath(film), Job(film, base))
            if not below:  # to open it will tell what is wrong
                found.setdefault(os.path.realpath(path), Job(path, output / path.absolute().name))
        else:
            found.setdefault(os.path.realpath(path), Job(path, output / path.stem))
    films_of = Counter(job.base for job in found.values())
    jobs = [
        job if films_of[job.base] == 1 else Job(job.source, job.base.with_name(job.source.name))
        for job in found.values()
    ]
    _refuse_same_results(jobs)
    return jobs


def find_files(files: Iterable[Path], output: Path | None) -> list[Job]:
    """Files of fingerprints or images, and where their pictures go: beside them, or in `output`."""
    jobs = [Job(file, (output or file.parent) / file.stem) for file in dict.fromkeys(files)]
    _refuse_same_results(jobs)
    return jobs


def _refuse_same_results(jobs: list[Job]) -> None:
    seen: dict[Path, Path] = {}
    for job in jobs:
        if job.base in seen:
            raise OptionError(
                f"{job.source} and {seen[job.base]} would both write {job.base}; "
                "run them with different --output folders."
            )
        seen[job.base] = job.source


def _is_folder(path: Path) -> bool:
    if str(path) == ".":
        return True
    try:
        return path.is_dir()
    except OSError:  # a name too long, say; opening it will tell
        return False


def _films_below(folder: Path) -> list[Path]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(parent, name)
            for name in sorted(names)
            if Path(name).suffix.lower() in FILM_SUFFIXES and not name.startswith(".")
        ]
    return found
