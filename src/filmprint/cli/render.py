"""filmprint render: draw pictures again from fingerprint files."""

from filmprint.cli.option_groups import (
    DestinationBeside,
    DestinationBesideOptions,
    FingerprintFiles,
    PictureOptions,
    Verbosity,
    VerbosityOptions,
    check_font_and_colors,
)
from filmprint.options import Picture


def render(
    files: FingerprintFiles,
    /,
    *,
    picture: PictureOptions = Picture(),
    destination: DestinationBesideOptions = DestinationBeside(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Draw again from fingerprint files; no film is needed."""
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_files
    from filmprint.library.pictures_from_files import redraw

    check_font_and_colors(picture)
    jobs = find_files(files, destination.output)
    with Console(len(jobs), verbosity) as console:
        for job in jobs:
            console.begin(job.source)
            console.end(redraw(job, picture, overwrite=destination.overwrite))
        return console.summary()
