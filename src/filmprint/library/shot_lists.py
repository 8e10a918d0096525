"""The list of a film's shots, FILM.shots.csv."""

from collections.abc import Iterator

from filmprint.analysis.pipeline import Progress
from filmprint.color.arrays import ByteArray
from filmprint.export.files import NewFile
from filmprint.export.shot_list import shot_list
from filmprint.library.data_files import write_files
from filmprint.library.outcomes import Outcome, ShotsSuccess, outcome_of
from filmprint.library.result_names import Job
from filmprint.measures.cuts import WIDTH, find_shots
from filmprint.video import all_frames, probe_headers

USUAL_FRAME_RATE = 24.0
"""For films that do not say theirs."""


def write_shot_list(job: Job, *, max_pixels: int, overwrite: bool, progress: Progress) -> Outcome:
    """Find the cuts of a film, of which every frame is decoded, and write them as a list."""

    def work() -> ShotsSuccess:
        film = probe_headers(job.source, max_pixels).film
        rate = film.frame_rate or USUAL_FRAME_RATE

        def frames() -> Iterator[tuple[float, ByteArray]]:
            for frame in all_frames(job.source, width=WIDTH, max_pixels=max_pixels):
                progress(min(frame.seconds / max(film.duration_seconds, 1e-9), 1.0))
                yield frame.seconds, frame.bgr

        shots = find_shots(frames(), frame_rate=rate)
        path = job.file("shots.csv")
        file = NewFile(path.name, shot_list(shots, rate))
        written = write_files(job.source, [file], path.parent, overwrite=overwrite)
        return ShotsSuccess(source=job.source, status=written.status, results=(path,), shots=shots)

    return outcome_of(job.source, work)
