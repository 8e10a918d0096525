"""filmprint FILM: analyze films and draw their pictures (the default command)."""

from typing import TYPE_CHECKING

from filmprint.cli.option_groups import (
    AnalysisDestination,
    AnalysisDestinationOptions,
    BatchOptions,
    ClusteringOptions,
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
from filmprint.errors import printable
from filmprint.options import Batch, Clustering, Execution, Extras, Limits, PictureRequest, Sampling

if TYPE_CHECKING:
    from filmprint.library.film_job import FilmOptions
    from filmprint.library.result_names import FilmJob
    from filmprint.remote.path import FilmPath


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
    batch: BatchOptions = Batch(),
    name_as: NameAs = None,
    destination: AnalysisDestinationOptions = AnalysisDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Analyze each film and draw its poster."""
    from filmprint.cli.console import Console
    from filmprint.library.artwork import name_artwork
    from filmprint.library.dask_films import do_films_on_scheduler
    from filmprint.library.film_job import FilmOptions
    from filmprint.library.jobs import find_films, in_shard
    from filmprint.library.many_films import ManyFilms, do_films
    from filmprint.library.summary import write_summary

    check_font(pictures)
    folder = destination.folder
    jobs = name_artwork(find_films(films, folder), pictures, name_as)
    if batch.wanted_shard is not None:
        jobs = in_shard(jobs, folder, batch.wanted_shard)
    options = FilmOptions(
        sampling=sampling, clustering=clustering, extras=extras, pictures=pictures, report=report,
        overwrite=destination.overwrite,
    )  # fmt: skip
    if batch.dry_run:
        return _dry_run(jobs, options, folder, execution.worker_count)
    if batch.scheduler is not None:
        jobs = [job.absolute() for job in jobs]
    many = ManyFilms(jobs=jobs, options=options, execution=execution, limits=limits)
    with Console(len(jobs), verbosity) as console:
        if batch.scheduler is None:
            outcomes = do_films(many, console.begin)
        else:
            outcomes = do_films_on_scheduler(batch.scheduler, many)
        for outcome in outcomes:
            console.end(outcome)
        code = console.summary()
    if len(jobs) > 1 or batch.wanted_shard is not None:
        order = {job.source: number for number, job in enumerate(jobs)}
        in_order = sorted(console.outcomes, key=lambda outcome: order[outcome.source])
        write_summary(in_order, folder, batch.wanted_shard)
    return code


def _dry_run(jobs: "list[FilmJob]", options: "FilmOptions", output: "FilmPath", cores: int) -> int:
    """Print what would be done."""
    from filmprint.cli.console import duration
    from filmprint.library.dry_run import estimated_seconds, planned_films

    films = []
    for film in planned_films(jobs, options):
        films.append(film)
        print(printable(f"{film.job.source}: {film.action}"))
    count = sum(film.action == "analyze" for film in films)
    if count:
        seconds = estimated_seconds(films, output, cores)
        time = "how long that takes is not known yet, without films that were done here"
        if seconds is not None:
            time = f"about {duration(seconds)}"
        print(f"{count} of {len(films)} films to analyze: {time}")
    return 0
