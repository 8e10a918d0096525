"""filmprint mpv-script: the script that shows a film's colors in mpv."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from filmprint.cli.option_groups import (
    ResultDestination,
    ResultDestinationOptions,
    Verbosity,
    VerbosityOptions,
)


def mpv_script(
    *,
    destination: ResultDestinationOptions = ResultDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Write the script that shows a film's colors under mpv's seek bar."""
    from filmprint.cli.console import Console
    from filmprint.library.data_files import deliver
    from filmprint.library.outcomes import outcome_of

    script = files("filmprint.export").joinpath("filmprint.lua").read_bytes()
    if destination.file is None:
        verbosity = replace(verbosity, quiet=True)
    source = destination.file or Path("filmprint.lua")
    with Console(1, verbosity) as console:
        console.end(
            outcome_of(
                source,
                lambda: deliver(source, script, destination.file, overwrite=destination.overwrite),
            )
        )
        return console.summary()
