"""filmprint gallery: one page for many films."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    OUTPUT_GROUP,
    Destination,
    DestinationOptions,
    Verbosity,
    VerbosityOptions,
)
from filmprint.options import Execution

FingerprintSources = Annotated[
    list[Path],
    Parameter(
        name="FOLDER",
        negative="",
        json_list=False,
        help="Folders with fingerprint files at any depth, or such files.",
    ),
]
ReportsFlag = Annotated[
    bool,
    Parameter(
        group=OUTPUT_GROUP,
        help="Write each film's report beside the gallery too, to which its picture leads.",
    ),
]


def gallery(
    sources: FingerprintSources,
    /,
    *,
    reports: ReportsFlag = False,
    destination: DestinationOptions = Destination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Write index.html: one page to sort, search by color and compare many films, offline."""
    from filmprint.cli.console import Console
    from filmprint.library.galleries import (
        GallerySuccess,
        find_fingerprints,
        read_gallery_films,
        write_gallery,
    )
    from filmprint.library.outcomes import Failure

    output, overwrite = destination.output, destination.overwrite
    fingerprints = find_fingerprints(sources, output)
    films, failures = [], []
    with Console(1, verbosity) as console:
        progress = console.begin(output / "index.html")
        outcomes = read_gallery_films(
            fingerprints,
            output,
            reports=reports,
            overwrite=overwrite,
            workers=Execution().worker_count,
        )
        for n, (job, outcome) in enumerate(zip(fingerprints.jobs, outcomes, strict=True)):
            progress(n / len(fingerprints.jobs))
            if isinstance(outcome, GallerySuccess):
                films.append((job, outcome.film))
            elif isinstance(outcome, Failure):
                failures.append(outcome)
        for failure in failures:
            console.end(failure)
        console.end(write_gallery(films, output, reports=reports, overwrite=overwrite))
        return console.summary()
