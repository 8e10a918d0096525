"""filmprint shots: where films are cut."""

from filmprint.cli.option_groups import (
    Destination,
    DestinationOptions,
    Films,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import Limits


def shots(
    films: Films,
    /,
    *,
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Find the cuts of films through PySceneDetect, as lists FILM.shots.csv.

    Every frame is decoded, which a fingerprint does without.
    """
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_films
    from filmprint.library.shot_lists import write_shot_list
    from filmprint.measures.cuts import load_scenedetect

    load_scenedetect()
    jobs = find_films(films, destination.output)
    with Console(len(jobs), verbosity) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                write_shot_list(job, max_pixels=Limits.max_pixels,
                                overwrite=destination.overwrite, progress=progress)
            )  # fmt: skip
        return console.summary()
