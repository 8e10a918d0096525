"""The folder of a film's sampled frames."""

import re

from filmprint.analysis.frame_export import write_frames
from filmprint.analysis.pipeline import Progress
from filmprint.errors import FilmError, OutputError
from filmprint.fingerprint.atomic_file import check_writable
from filmprint.fingerprint.film_files import film_stem
from filmprint.library.outcomes import Outcome, Success, file_states, outcome_of
from filmprint.library.result_names import Job
from filmprint.options import Sampling
from filmprint.processes.workers import Workers


def export_frames(
    job: Job,
    suffix: str,
    sampling: Sampling,
    workers: Workers,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Write a film's sampled frames into the folder FILM_frames, which must be new or empty.

    With `overwrite`, they replace those that are there; files of other names stay.
    """
    folder = job.frames_folder
    name = re.compile(rf"{re.escape(film_stem(job.source))}_\d+\.(png|jpg)")

    def work() -> Success:
        existing = list(folder.iterdir()) if folder.is_dir() else []
        if existing and not overwrite:
            raise OutputError(
                f"{folder}: already exists; move it away, choose another --output, or say "
                "--overwrite."
            )
        check_writable(folder / f"frame.{suffix}")
        before = file_states(path for path in existing if name.fullmatch(path.name))
        try:
            export = write_frames(
                job.source, folder, suffix, sampling=sampling, workers=workers, progress=progress
            )
        finally:
            workers.end_film()
        if not export.count:
            raise FilmError(f"{job.source}: none of its frames could be decoded.")
        for path, state in before.items():
            if file_states([path]).get(path) == state:  # of an earlier run
                path.unlink()
        return Success(
            source=job.source, status="exported", results=(folder,), warnings=export.warnings
        )

    return outcome_of(job.source, work, replaced=[folder] if overwrite else ())
