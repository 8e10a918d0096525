"""Reports: a page for a film, from its fingerprint file."""

from filmprint.library.fingerprint_files import read_fingerprint
from filmprint.library.outcomes import FingerprintSuccess, Outcome, Success, outcome_of
from filmprint.library.result_names import Job
from filmprint.library.up_to_date import refuse_foreign
from filmprint.report.page import write_report


def report_from_file(job: Job, *, overwrite: bool) -> Outcome:
    """Write a film's page, FILM.html, from a fingerprint file."""

    def work() -> Success:
        fingerprint = read_fingerprint(job.source)
        refuse_foreign([job.report_file], fingerprint.film.name, overwrite=overwrite)
        written = write_report(fingerprint, job.report_file, overwrite=overwrite)
        return FingerprintSuccess(
            source=job.source, status="drawn" if written else "unchanged",
            results=(job.report_file,), fingerprint=fingerprint,
        )  # fmt: skip

    return outcome_of(job.source, work, replaced=[job.report_file] if overwrite else ())
