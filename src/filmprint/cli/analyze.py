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
    from filmprint.library.film_job import FilmOptions
    from filmprint.library.jobs import find_films
    from filmprint.library.many_films import ManyFilms, do_films
    from filmprint.library.summary import write_summary

    check_font(pictures)
    jobs = find_films(films, destination.output)
    clear_leftovers({job.base.parent for job in jobs})
    options = FilmOptions(
        sampling=sampling, clustering=clustering, extras=extras, pictures=pictures, report=report,
        overwrite=destination.overwrite,
    )  # fmt: skip
    many = ManyFilms(jobs=jobs, options=options, execution=execution, limits=limits)
    with Console(len(jobs), verbosity) as console:
        for outcome in do_films(many, console.begin):
            console.end(outcome)
        code = console.summary()
    if len(jobs) > 1:
        order = {job.source: number for number, job in enumerate(jobs)}
        outcomes = sorted(console.outcomes, key=lambda outcome: order[outcome.source])
        write_summary(outcomes, destination.output)
    return code
