"""filmprint shots: where films are cut."""

from filmprint.cli.option_groups import (
    Destination,
    DestinationOptions,
    ImageRateOptions,
    LimitOptions,
    LocalFilms,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import Execution, ImageRate, Limits


def shots(
    films: LocalFilms,
    /,
    *,
    images: ImageRateOptions = ImageRate(),
    destination: DestinationOptions = Destination(),
    limits: LimitOptions = Limits(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Find the cuts of films through PySceneDetect, as lists FILM.shots.csv.

    Every frame is decoded, which a fingerprint does without.
    """
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_local_films
    from filmprint.library.shot_lists import write_shot_list
    from filmprint.measures.cuts import load_scenedetect
    from filmprint.processes.workers import Workers

    load_scenedetect()
    jobs = find_local_films(films, destination.output)
    one_worker = Workers(Execution(jobs=1), limits)  # FFmpeg's own threads use the other cores
    with one_worker as workers, Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                write_shot_list(job, workers, rate=images.rate, overwrite=destination.overwrite,
                                progress=progress)
            )  # fmt: skip
        return console.summary()
