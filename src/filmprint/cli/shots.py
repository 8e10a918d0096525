"""filmprint shots: where films are cut."""

from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    ANALYSIS_GROUP,
    Destination,
    DestinationOptions,
    LimitOptions,
    LocalFilms,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import Execution, Limits, Sampling


def shots(
    films: LocalFilms,
    /,
    *,
    rate: Annotated[float, Parameter(group=ANALYSIS_GROUP)] = Sampling.rate,
    destination: DestinationOptions = Destination(),
    limits: LimitOptions = Limits(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Find the cuts of films through PySceneDetect, as lists FILM.shots.csv.

    Every frame is decoded, which a fingerprint does without.

    Parameters
    ----------
    rate
        Images a second of an image sequence (0.01 to 1000); other films have their own times.
    """
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_local_films
    from filmprint.library.shot_lists import write_shot_list
    from filmprint.measures.cuts import load_scenedetect
    from filmprint.processes.workers import Workers

    checked_rate = Sampling(rate=rate).rate
    load_scenedetect()
    jobs = find_local_films(films, destination.output)
    one_worker = Workers(Execution(jobs=1), limits)  # FFmpeg's own threads use the other cores
    with one_worker as workers, Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                write_shot_list(job, workers, rate=checked_rate, overwrite=destination.overwrite,
                                progress=progress)
            )  # fmt: skip
        return console.summary()
