"""filmprint FILM: analyze films and draw their pictures (the default command)."""

from filmprint.cli.option_groups import (
    ClusteringOptions,
    Destination,
    DestinationOptions,
    ExecutionOptions,
    ExtrasOptions,
    Films,
    LimitOptions,
    NameAs,
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
    name_as: NameAs = None,
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Analyze each film and draw its poster."""
    from filmprint.cli.console import Console
    from filmprint.fingerprint.atomic_file import clear_leftovers
    from filmprint.library.artwork import name_artwork
    from filmprint.library.film_job import FilmOptions, analyze_and_draw
    from filmprint.library.jobs import find_films
    from filmprint.library.summary import write_summary
    from filmprint.processes.workers import Workers

    check_font(pictures)
    jobs = name_artwork(find_films(films, destination.output), pictures, name_as)
    clear_leftovers({job.base.parent for job in jobs})
    options = FilmOptions(
        sampling=sampling, clustering=clustering, extras=extras, pictures=pictures, report=report,
        overwrite=destination.overwrite,
    )  # fmt: skip
    with Workers(execution, limits) as workers, Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(analyze_and_draw(job, options, workers, progress))
        code = console.summary()
    if len(jobs) > 1:
        write_summary(console.outcomes, destination.output)
    return code
