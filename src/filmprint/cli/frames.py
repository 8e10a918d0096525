"""filmprint frames: write sampled frames as picture files."""

from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    OUTPUT_GROUP,
    Destination,
    DestinationOptions,
    ExecutionOptions,
    LimitOptions,
    LocalFilms,
    SamplingOptions,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import FRAME_FORMAT, Execution, FrameFormat, Limits, Sampling


def frames(
    films: LocalFilms,
    /,
    *,
    sampling: SamplingOptions = Sampling(),
    execution: ExecutionOptions = Execution(),
    limits: LimitOptions = Limits(),
    frame_format: Annotated[
        FrameFormat, Parameter(name="--format", group=OUTPUT_GROUP)
    ] = FRAME_FORMAT,
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Write the sampled frames as pictures, into a folder FILM_frames.

    Parameters
    ----------
    frame_format
        Kind of picture files.
    """
    from filmprint.cli.console import Console
    from filmprint.library.frame_export import export_frames
    from filmprint.library.jobs import find_local_films
    from filmprint.processes.workers import Workers

    jobs = find_local_films(films, destination.output)
    with Workers(execution, limits) as workers, Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                export_frames(job, frame_format, sampling, workers,
                              overwrite=destination.overwrite, progress=progress)
            )  # fmt: skip
        return console.summary()
