"""filmprint report: a page to look into each film."""

from filmprint.cli.option_groups import (
    DestinationBeside,
    DestinationBesideOptions,
    FingerprintFiles,
    Verbosity,
    VerbosityOptions,
)


def report(
    files: FingerprintFiles,
    /,
    *,
    destination: DestinationBesideOptions = DestinationBeside(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Write FILE.html for each fingerprint: a page to look into the film, offline."""
    from filmprint.cli.console import Console
    from filmprint.library.jobs import find_files
    from filmprint.library.reports import report_from_file

    jobs = find_files(files, destination.output)
    with Console(len(jobs), verbosity) as console:
        for job in jobs:
            console.begin(job.source)
            console.end(report_from_file(job, overwrite=destination.overwrite))
        return console.summary()
