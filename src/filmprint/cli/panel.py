"""filmprint panel: draw many films on one sheet."""

from filmprint.cli.option_groups import (
    Destination,
    DestinationOptions,
    FingerprintFiles,
    PanelOptions,
    PictureOptions,
    Verbosity,
    VerbosityOptions,
    check_font,
)
from filmprint.options import Panel, PictureRequest


def panel(
    files: FingerprintFiles,
    /,
    *,
    panel: PanelOptions = Panel(),
    pictures: PictureOptions = PictureRequest(),
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Draw many films on one sheet, from their fingerprint files."""
    from filmprint.cli.console import Console
    from filmprint.library.pictures_from_files import draw_panel

    check_font(pictures)
    with Console(1, verbosity) as console:
        console.begin(destination.output / panel.name)
        console.end(
            draw_panel(files, panel, pictures, destination.output, overwrite=destination.overwrite)
        )
        return console.summary()
