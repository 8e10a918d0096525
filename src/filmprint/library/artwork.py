"""Pictures under the names by which media servers find artwork beside a film."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path

from filmprint.errors import OptionError
from filmprint.library.drawings import picture_files
from filmprint.library.result_names import ARTWORK_ENDINGS, JobT, artwork_of
from filmprint.options import PictureRequest, Server
from filmprint.remote.path import FilmPath

FORMATS = ("png", "jpg")
"""Formats of artwork that all of them read."""


def name_artwork(
    jobs: Iterable[JobT], pictures: PictureRequest, server: Server | None
) -> list[JobT]:
    """The jobs, whose pictures get that server's names.

    Raises `OptionError` where it has no name for one of the pictures, or one for two of them, also
    of different films.
    """
    if server is None:
        return list(jobs)
    _check_names(pictures, server)
    named = [replace(job, server=server) for job in jobs]
    sources: dict[Path, FilmPath] = {}
    for job in named:
        for file in chain.from_iterable(picture_files(job, pictures).values()):
            if file in sources:
                raise OptionError(
                    f"--name-as {server}: {job.source} and {sources[file]} would both write "
                    f"{file}; run them with different --output folders."
                )
            sources[file] = job.source
    return named


def _check_names(pictures: PictureRequest, server: Server) -> None:
    for suffix in pictures.formats:
        if suffix not in FORMATS:
            raise OptionError(f"--name-as: servers read {' and '.join(FORMATS)}, not {suffix}.")
    styles: dict[str, str] = {}
    for picture in pictures.pictures:
        artwork = artwork_of(picture)
        if artwork not in ARTWORK_ENDINGS[server]:
            raise OptionError(
                f"--name-as {server}: {picture.style} is so wide that it would be the {artwork}, "
                f"which {server} does not have for films; choose another --size or --style."
            )
        if artwork in styles:
            raise OptionError(
                f"--name-as {server}: by their shapes, {styles[artwork]} and {picture.style} would "
                f"both be the {artwork}; draw one of them."
            )
        styles[artwork] = picture.style
