"""filmprint palette: draw and print the palettes of single images."""

from dataclasses import replace

from filmprint.cli.option_groups import (
    DestinationBeside,
    DestinationBesideOptions,
    Images,
    PictureOptions,
    Verbosity,
    VerbosityOptions,
    check_font,
)
from filmprint.errors import OptionError
from filmprint.options import PictureRequest


def palette(
    images: Images,
    /,
    *,
    pictures: PictureOptions = PictureRequest(),
    destination: DestinationBesideOptions = DestinationBeside(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Draw the palette of single images, as IMAGE.palette.png, and print its colors."""
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_files
    from filmprint.library.pictures_from_files import draw_image_palette

    if pictures.style != PictureRequest.style:
        raise OptionError("filmprint palette draws palettes alone; --style is for films.")
    pictures = replace(pictures, style="palette")
    check_font(pictures)
    jobs = find_files(images, destination.output)
    with Console(len(jobs), verbosity, what="images") as console:
        for job in jobs:
            console.begin(job.source)
            console.end(draw_image_palette(job, pictures, overwrite=destination.overwrite))
        return console.summary()
