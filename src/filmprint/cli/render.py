"""filmprint render: draw pictures again from fingerprint files."""

from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    PICTURE_GROUP,
    DestinationBeside,
    DestinationBesideOptions,
    FingerprintFiles,
    NameAs,
    PictureOptions,
    ShotsFlag,
    Verbosity,
    VerbosityOptions,
    check_font,
    check_one_film,
)
from filmprint.errors import OptionError
from filmprint.options import PictureRequest


def render(
    files: FingerprintFiles,
    /,
    *,
    pictures: PictureOptions = PictureRequest(),
    shots: Annotated[ShotsFlag, Parameter(group=PICTURE_GROUP)] = None,
    name_as: NameAs = None,
    destination: DestinationBesideOptions = DestinationBeside(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Draw again from fingerprint files; no film is needed."""
    from filmprint.cli.console import Console
    from filmprint.library.artwork import name_artwork
    from filmprint.library.jobs import find_files
    from filmprint.library.pictures_from_files import redraw

    check_font(pictures)
    check_one_film(shots, files)
    if shots is not None:
        pictures.check_by_shot()
        if name_as is not None:
            raise OptionError("--name-as is for pictures of whole films, not for --shots.")
    jobs = name_artwork(find_files(files, destination.output), pictures, name_as)
    with Console(len(jobs), verbosity) as console:
        for job in jobs:
            console.begin(job.source)
            console.end(redraw(job, pictures, shots, overwrite=destination.overwrite))
        return console.summary()
