"""filmprint join: several films as one."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    OUTPUT_FLAG,
    OUTPUT_GROUP,
    FingerprintFiles,
    Verbosity,
    VerbosityOptions,
)


def join(
    files: FingerprintFiles,
    /,
    *,
    output: Annotated[Path, OUTPUT_FLAG],
    overwrite: Annotated[bool, Parameter(group=OUTPUT_GROUP)] = False,
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Join fingerprints of films shown one after another, such as episodes, to one; no film needed.

    Parameters
    ----------
    output
        Fingerprint file for the result, which is named after it.
    overwrite
        Write also over a file that is different.
    """
    from filmprint.cli.console import Console
    from filmprint.library.joined_files import join_files

    with Console(1, verbosity) as console:
        console.begin(output)
        console.end(join_files(files, output, overwrite=overwrite))
        return console.summary()
