"""Fingerprint files of several films joined to one."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from filmprint.errors import FingerprintFileError, OptionError
from filmprint.fingerprint.atomic_file import check_writable
from filmprint.fingerprint.file import load
from filmprint.fingerprint.join import join
from filmprint.fingerprint.model import frame_columns_path
from filmprint.fingerprint.titles import text_of
from filmprint.library.fingerprint_files import read_fingerprint
from filmprint.library.outcomes import FingerprintSuccess, Outcome, Success, outcome_of
from filmprint.library.result_names import check_single_results
from filmprint.library.up_to_date import refuse_different, refuse_foreign


def join_files(files: Sequence[Path], output: Path, *, overwrite: bool) -> Outcome:
    """Write the fingerprint of films shown one after another, named after the file.

    Raises `OptionError` where the name cannot be that of the result.
    """
    if output.suffix.lower() != ".json":
        raise OptionError(f"--output must name a fingerprint file, as in ALL.json, not {output}.")
    if len(files) < 2:
        raise OptionError("join needs at least two fingerprint files.")
    check_single_results([output], files)

    def work() -> Success:
        joined = join([read_fingerprint(file) for file in files], name=text_of(output.stem))
        existing = None
        if output.exists() and not overwrite:
            with suppress(FingerprintFileError):
                existing = load(output)
            if existing != joined:
                refuse_different(output)
        else:
            refuse_foreign([frame_columns_path(output)], joined.film.name, overwrite=overwrite)
            check_writable(output)
            joined.save(output)
        return FingerprintSuccess(
            source=output, status="unchanged" if existing else "written", results=(output,),
            warnings=joined.warnings, fingerprint=joined,
        )  # fmt: skip

    return outcome_of(output, work, replaced=[output] if overwrite else ())
