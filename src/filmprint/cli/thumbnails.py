"""filmprint thumbnails: small frames for the seek bars of web players."""

from filmprint.cli.option_groups import (
    Destination,
    DestinationOptions,
    ExecutionOptions,
    LimitOptions,
    LocalFilms,
    ThumbnailOptions,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import Execution, Limits, Thumbnails


def thumbnails(
    films: LocalFilms,
    /,
    *,
    thumbnails: ThumbnailOptions = Thumbnails(),
    execution: ExecutionOptions = Execution(),
    limits: LimitOptions = Limits(),
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Write thumbnails for the seek bars of web players: sheets of small frames, and WebVTT."""
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_local_films
    from filmprint.library.thumbnails import export_thumbnails
    from filmprint.processes.workers import Workers

    jobs = find_local_films(films, destination.output)
    with Workers(execution, limits) as workers, Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                export_thumbnails(job, thumbnails, workers,
                                  overwrite=destination.overwrite, progress=progress)
            )  # fmt: skip
        return console.summary()
