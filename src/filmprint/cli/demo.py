"""filmprint demo: make a short film and its poster, to try filmprint on."""

import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.analyze import analyze
from filmprint.cli.option_groups import (
    OUTPUT_FLAG,
    AnalysisDestination,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import DEMO_FOLDER


def demo(
    *,
    output: Annotated[
        Path, OUTPUT_FLAG, Parameter(help="Folder for the film and its results.")
    ] = DEMO_FOLDER,
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Make a short film of its own and its poster, to try filmprint on."""
    from filmprint.cli.demo_film import FILE_NAME, film_seconds, make_film

    path = output / FILE_NAME
    if not verbosity.quiet:
        print(f"{path}: painting a film of {film_seconds():g} seconds ...", flush=True)
    began = time.monotonic()
    make_film(path)
    if not verbosity.quiet:
        print(
            f"{path}: painted in {time.monotonic() - began:.1f} s; now its colors ...", flush=True
        )
    return analyze(
        [str(path)], destination=AnalysisDestination(output=str(output)), verbosity=verbosity
    )
