"""filmprint FILM: analyze films and draw their pictures (the default command)."""

from filmprint.cli.option_groups import (
    ClusteringOptions,
    Destination,
    DestinationOptions,
    ExecutionOptions,
    ExtrasOptions,
    Films,
    LimitOptions,
    PictureOptions,
    ReportFlag,
    SamplingOptions,
    Verbosity,
    VerbosityOptions,
    check_font,
)
from filmprint.options import Clustering, Execution, Extras, Limits, PictureRequest, Sampling


def analyze(
    films: Films,
    /,
    *,
    sampling: SamplingOptions = Sampling(),
    clustering: ClusteringOptions = Clustering(),
    extras: ExtrasOptions = Extras(),
    execution: ExecutionOptions = Execution(),
    limits: LimitOptions = Limits(),
    pictures: PictureOptions = PictureRequest(),
    report: ReportFlag = False,
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Analyze each film and draw its poster."""
    from filmprint.cli.console import Console
    from filmprint.fingerprint.atomic_file import clear_leftovers
    from filmprint.library.films import do_film
    from filmprint.library.jobs import find_films
    from filmprint.library.summary import write_summary
    from filmprint.processes.workers import Workers

    check_font(pictures)
    jobs = find_films(films, destination.output)
    clear_leftovers({job.base.parent for job in jobs})
    with Workers(execution, limits) as workers, Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                do_film(job, sampling, clustering, pictures, workers, extras=extras, report=report,
                        overwrite=destination.overwrite, progress=progress)
            )  # fmt: skip
        if len(jobs) > 1:
            write_summary(console.outcomes, destination.output)
        return console.summary()
