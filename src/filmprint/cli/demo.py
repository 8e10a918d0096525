"""filmprint demo: make a short film and its poster, to try filmprint on."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.analyze import analyze
from filmprint.cli.option_groups import OUTPUT_FLAG, Destination, Verbosity, VerbosityOptions
from filmprint.options import DEMO_FOLDER


def demo(
    *,
    output: Annotated[
        Path, OUTPUT_FLAG, Parameter(help="Folder for the film and its results.")
    ] = DEMO_FOLDER,
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Make a short film of its own and its poster, to try filmprint on."""
    from filmprint.cli.demo_film import FILE_NAME, make_film

    path = make_film(output / FILE_NAME)
    if not verbosity.quiet:
        print(f"{path}: a film of our own", flush=True)
    return analyze([path], destination=Destination(output=output), verbosity=verbosity)
