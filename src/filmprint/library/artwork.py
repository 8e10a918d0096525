"""Pictures under the names by which media servers find artwork beside a film."""

from collections.abc import Iterable
from dataclasses import replace

from filmprint.errors import OptionError
from filmprint.library.result_names import ARTWORK_ENDINGS, JobT, artwork_of
from filmprint.options import PictureRequest, Server

FORMATS = ("png", "jpg")
"""Formats of artwork that all of them read."""


def name_artwork(
    jobs: Iterable[JobT], pictures: PictureRequest, server: Server | None
) -> list[JobT]:
    """The jobs, whose pictures get that server's names.

    Raises `OptionError` where it has no name for one of the pictures, or one for two of them.
    """
    if server is not None:
        _check_names(pictures, server)
    return [replace(job, server=server) for job in jobs]


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
                "which that server has not for films; choose another --size or --style."
            )
        if artwork in styles:
            raise OptionError(
                f"--name-as {server}: by their shapes, {styles[artwork]} and {picture.style} would "
                f"both be the {artwork}; draw one of them."
            )
        styles[artwork] = picture.style
