"""filmprint palette: draw and print the palettes of single images."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    OUTPUT_GROUP,
    DataDestination,
    DataDestinationOptions,
    Images,
    PictureOptions,
    Verbosity,
    VerbosityOptions,
    check_font,
)
from filmprint.errors import OptionError
from filmprint.options import PALETTE_FORMATS, Export, PictureRequest

PaletteFormatsFlag = Annotated[
    str | None,
    Parameter(
        group=OUTPUT_GROUP,
        help="Write the palettes for other programs and draw nothing, with commas between several: "
        f"{', '.join(PALETTE_FORMATS)}.",
    ),
]


def palette(
    images: Images,
    /,
    *,
    pictures: PictureOptions = PictureRequest(),
    to: PaletteFormatsFlag = None,
    destination: DataDestinationOptions = DataDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Draw the palette of single images, as IMAGE.palette.png, and print its colors."""
    if to is not None:
        export = Export(to=to, palette_colors=pictures.colors)
        return _export(images, export, destination, verbosity)
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_files
    from filmprint.library.pictures_from_files import draw_image_palette

    if destination.is_printed:
        raise OptionError("--output - is for --to; a picture goes to a file.")
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


def _export(
    images: list[Path], export: Export, destination: DataDestination, verbosity: Verbosity
) -> int:
    """Write or print the palettes for other programs."""
    from filmprint.cli.console import Console
    from filmprint.cli.export import check_printable
    from filmprint.library.exports import export_image_palette
    from filmprint.library.jobs import find_files

    if export.tables:
        raise OptionError(f"--to of an image must be one of {', '.join(PALETTE_FORMATS)}.")
    if destination.is_printed:
        check_printable(export, len(images))
        verbosity = replace(verbosity, quiet=True)
    jobs = find_files(images, destination.folder)
    with Console(len(jobs), verbosity, what="images") as console:
        for job in jobs:
            console.begin(job.source)
            console.end(
                export_image_palette(job, export, printed=destination.is_printed,
                                     overwrite=destination.overwrite)
            )  # fmt: skip
        return console.summary()
