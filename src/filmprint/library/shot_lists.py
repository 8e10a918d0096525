"""The list of a film's shots, FILM.shots.csv."""

from filmprint.analysis.worker_tasks import Progress
from filmprint.export.shot_list import shot_list
from filmprint.library.data_files import write_files
from filmprint.library.outcomes import Outcome, ShotsSuccess, outcome_of
from filmprint.library.result_names import Job
from filmprint.measures.cuts import find_shots_of_film
from filmprint.processes.workers import Workers


def write_shot_list(
    job: Job, workers: Workers, *, rate: float, overwrite: bool, progress: Progress
) -> Outcome:
    """Find the cuts of a film, of which every frame is decoded, and write them as a list."""

    def work() -> ShotsSuccess:
        workers.begin_film()
        task = (job.source, workers.limits.max_pixels, rate)
        try:
            (film_shots,) = workers.run(find_shots_of_film, [task], report=progress)
        finally:
            workers.end_film()
        contents = {job.shot_list: shot_list(film_shots.shots, film_shots.frame_rate)}
        written = write_files(job.source, contents, overwrite=overwrite)
        return ShotsSuccess(
            source=job.source, status=written.status, results=written.results,
            warnings=film_shots.warnings, shots=film_shots.shots,
        )  # fmt: skip

    return outcome_of(job.source, work)
