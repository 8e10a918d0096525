"""Names of results. What one source leaves, and what another does, is never the same file.

All results of a film begin with its `base`, the film's name without its suffix:

- `BASE.json`, the fingerprint, and `BASE.stills.jpg`, its contact sheet,
- `BASE.FORMAT`, the poster, and `BASE.STYLE.FORMAT`, the other styles; but the style `stills` as
  JPEG is `BASE.stills-grid.jpg`, since the contact sheet has the other name,
- `BASE.html`, the report,
- `BASE_frames`, the folder of exported frames.

An image leaves `BASE.palette.FORMAT`. Two sources of one run with the same base keep their suffix
in it (`a.mkv.png`, `a.mp4.png`); so does one whose name ends as if it were a style of another's
(`a.ring.mp4` beside `a.mp4`). What an earlier run left of another source is never written over
without being asked to: each picture tells what it was drawn from (see `up_to_date`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from filmprint.errors import OptionError
from filmprint.fingerprint.model import contact_sheet_path
from filmprint.options import STYLES, Picture

STILLS_JPG = "stills-grid"
"""What the style `stills` is called in the name of a JPEG file."""


@dataclass(frozen=True)
class Job:
    """A film, fingerprint file or image, and what the names of its results begin with."""

    source: Path
    base: Path

    def absolute(self) -> "Job":
        """The same from any current folder."""
        return Job(self.source.absolute(), self.base.absolute())

    def file(self, suffix: str) -> Path:
        """The result file of that suffix."""
        return self.base.with_name(f"{self.base.name}.{suffix}")

    @property
    def fingerprint_file(self) -> Path:
        """FILM.json."""
        return self.file("json")

    @property
    def report_file(self) -> Path:
        """FILM.html, the page."""
        return self.file("html")

    @property
    def contact_sheet(self) -> Path:
        """FILM.stills.jpg, where stills are kept."""
        return contact_sheet_path(self.fingerprint_file)

    @property
    def frames_folder(self) -> Path:
        """FILM_frames, of exported frames."""
        return self.base.with_name(f"{self.base.name}_frames")

    def picture_file(self, style: str, suffix: str) -> Path:
        """FILM.png, FILM.ring.png."""
        if style == Picture.style:
            return self.file(suffix)
        if (style, suffix) == ("stills", "jpg"):
            style = STILLS_JPG
        return self.file(f"{style}.{suffix}")


def with_distinct_bases(jobs: Iterable[Job]) -> list[Job]:
    """The jobs, with suffixes in their bases where names of results could be the same.

    Raises `OptionError` where they still would.
    """
    jobs = list(jobs)
    counts = Counter(job.base for job in jobs)
    distinct = [
        replace(job, base=job.base.with_name(job.source.name))
        if counts[job.base] > 1 or _reads_as_style_of(job.base) & counts.keys()
        else job
        for job in jobs
    ]
    sources: dict[Path, Path] = {}
    for job in distinct:
        if job.base in sources:
            raise OptionError(
                f"{job.source} and {sources[job.base]} would both write {job.base}; "
                "run them with different --output folders."
            )
        sources[job.base] = job.source
    return distinct


def _reads_as_style_of(base: Path) -> set[Path]:
    """The bases of which this one reads as a style: of `a.ring`, it is `a`."""
    stem, _, ending = base.name.rpartition(".")
    return {base.with_name(stem)} if stem and ending in (*STYLES, STILLS_JPG) else set()
