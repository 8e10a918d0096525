"""Names of results. What one source leaves, and what another does, is never the same file.

All results of a film begin with its `base`, the film's name without its suffix:

- `BASE.json`, the fingerprint, `BASE.stills.jpg`, its contact sheet, and `BASE.columns.png`, its
  frame columns,
- `BASE.FORMAT`, the poster, and `BASE.STYLE.FORMAT`, the other styles; but the style `stills` as
  JPEG is `BASE.stills-grid.jpg`, since the contact sheet has the other name,
- for a media server `BASE-poster.FORMAT`, `BASE-fanart.FORMAT` and so on instead,
- `BASE.html`, the report,
- `BASE.shots.csv`, the list of shots,
- `BASE.csv`, `BASE.wide.csv`, `BASE.ase` and so on, tables, palettes and files for players; the
  palette of a moment has its time in the name, `BASE.at-00-16-00.000.ase`,
- `BASE.by-shot.FORMAT`, `BASE.by-shot.STYLE.FORMAT`: pictures, tables and palettes by shot,
- `BASE.thumbnails.vtt` and `BASE.thumbnails-1.jpg` and so on, thumbnails for web players,
- `BASE_frames`, the folder of exported frames.

An image leaves `BASE.palette.FORMAT`, and palettes for other programs. Tables of several films are
`filmprint-films.parquet` and `filmprint-samples.parquet`. Results of which there is one, those of
measure, compare and find, are called what the user says.

Two sources of one run with the same base keep their suffix in it (`a.mkv.png`, `a.mp4.png`); so
does one whose name ends as if it were a result of another's (`a.ring.mp4`, `a.wide.mp4` beside
`a.mp4`). What an earlier run left of another source is never written over without being asked to:
each picture tells what it was drawn from (see `up_to_date`), data are compared, and no table or
palette replaces a film or a fingerprint (see `data_files`).
"""

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from filmprint.errors import OptionError
from filmprint.fingerprint.model import contact_sheet_path, frame_columns_path
from filmprint.options import STYLES, Picture, Server
from filmprint.options.times import timestamp
from filmprint.remote.path import FilmPath, RemotePath

STILLS_JPG = "stills-grid"
"""What the style `stills` is called in the name of a JPEG file."""
IMAGE_PALETTE = "palette"
"""What follows the base in the name of the picture of an image's palette."""
SHOT_LIST = "shots.csv"
FRAME_COLUMNS = "columns"
"""What follows the base in the name of the file of frame columns."""
THUMBNAILS = "thumbnails"

EXPORT_SUFFIXES = {
    "csv": "csv",
    "csv-wide": "wide.csv",
    "tsv": "tsv",
    "vian": "vian.csv",
    "ase": "ase",
    "aco": "aco",
    "gpl": "gpl",
    "css": "css",
    "tailwind": "tailwind.css",
    "tokens": "tokens.json",
    "swatches": "swatches",
    "json": "colors.json",
    "svg": "colors.svg",
    "seekbar": "seekbar.png",
    "ffmetadata": "ffmetadata.txt",
}
"""What follows the base in the name of an exported file, by its format."""

ARTWORK_ENDINGS: dict[Server, dict[str, str]] = {
    "kodi": {"poster": "-poster", "background": "-fanart", "banner": "-banner"},
    "jellyfin": {"poster": "-poster", "background": "-backdrop", "banner": "-banner"},
    "plex": {"poster": "", "background": "-fanart"},
}
"""What follows a film's name in those of its artwork. Sources: "Naming conventions" of the
page "Artwork" in Kodi's wiki (revision 94107), LocalImageProvider in Jellyfin's source, Plex's
LocalMedia bundle."""

PARQUET_FILMS, PARQUET_SAMPLES = "filmprint-films.parquet", "filmprint-samples.parquet"

BY_SHOT = "by-shot"
"""What follows the base in the names of results by shot."""

_ENDINGS = {*STYLES, STILLS_JPG, IMAGE_PALETTE, FRAME_COLUMNS, BY_SHOT, THUMBNAILS}
_ENDINGS |= {rf"{THUMBNAILS}-\d+"} | {
    suffix.rpartition(".")[0] for suffix in (SHOT_LIST, *EXPORT_SUFFIXES.values()) if "." in suffix
}
_READS_AS_RESULT = re.compile(rf"(.+)\.(?:{'|'.join(sorted(_ENDINGS))}|at-\d\d-\d\d-\d\d\.\d\d\d)")
"""A base that reads as the name of another's result, without the suffix."""


@dataclass(frozen=True)
class FilmJob:
    """A film, here or elsewhere, and what the names of its results begin with.

    `server` is the media server whose names its pictures get. With a `remote_folder` the results
    are sent there: `base` then counts from it on.
    """

    source: FilmPath
    base: Path
    server: Server | None = None
    remote_folder: RemotePath | None = None

    def absolute(self) -> "FilmJob":
        """The same from any current folder."""
        base = self.base if self.remote_folder else self.base.absolute()
        return replace(self, source=self.source.absolute(), base=base)

    def path_of(self, file: Path) -> FilmPath:
        """Where a result file is in the end."""
        return file if self.remote_folder is None else self.remote_folder / file.as_posix()

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
    def frame_columns(self) -> Path:
        """FILM.columns.png, where frame columns are kept."""
        return frame_columns_path(self.fingerprint_file)

    @property
    def shot_list(self) -> Path:
        """FILM.shots.csv."""
        return self.file(SHOT_LIST)

    @property
    def by_shot(self) -> "FilmJob":
        """The same with the names of results by shot: FILM.by-shot."""
        return replace(self, base=self.base.with_name(f"{self.base.name}.{BY_SHOT}"))

    @property
    def thumbnail_track(self) -> Path:
        """FILM.thumbnails.vtt."""
        return self.file(f"{THUMBNAILS}.vtt")

    def thumbnail_sheet(self, number: int) -> Path:
        """FILM.thumbnails-1.jpg and so on."""
        return self.file(f"{THUMBNAILS}-{number}.jpg")

    @property
    def frames_folder(self) -> Path:
        """FILM_frames, of exported frames."""
        return self.base.with_name(f"{self.base.name}_frames")

    def exported_file(self, kind: str, at_seconds: float | None = None) -> Path:
        """FILM.csv; of a moment, FILM.at-00-16-00.000.ase."""
        moment = "" if at_seconds is None else f"at-{timestamp(at_seconds).replace(':', '-')}."
        return self.file(f"{moment}{EXPORT_SUFFIXES[kind]}")

    def image_palette_file(self, suffix: str) -> Path:
        """IMAGE.palette.png."""
        return self.file(f"{IMAGE_PALETTE}.{suffix}")

    def artwork_file(self, artwork: str, suffix: str) -> Path:
        """FILM-poster.png, or what the server calls it."""
        if self.server is None:
            raise ValueError("artwork is named for a server")
        return self.base.with_name(
            f"{self.base.name}{ARTWORK_ENDINGS[self.server][artwork]}.{suffix}"
        )

    def picture_file(self, style: str, suffix: str) -> Path:
        """FILM.png, FILM.ring.png."""
        if style == Picture.style:
            return self.file(suffix)
        if (style, suffix) == ("stills", "jpg"):
            style = STILLS_JPG
        return self.file(f"{style}.{suffix}")


def artwork_of(picture: Picture) -> str:
    """What a picture is by its shape: "poster" unless it is wider than high, "banner" from three
    times as wide on, else "background"."""
    width, height = picture.size_inches
    return "poster" if width <= height else "banner" if width >= 3 * height else "background"


@dataclass(frozen=True)
class Job(FilmJob):
    """The same of a fingerprint file, an image, or a film that is a file."""

    source: Path


JobT = TypeVar("JobT", bound=FilmJob)


def with_distinct_bases(jobs: Iterable[JobT]) -> list[JobT]:
    """The jobs, with suffixes in their bases where names of results could be the same.

    Raises `OptionError` where they still would.
    """
    jobs = list(jobs)
    counts = Counter(job.base for job in jobs)
    distinct = [
        replace(job, base=job.base.with_name(_name_with_suffix(job)))
        if counts[job.base] > 1 or _reads_as_result_of(job.base) & counts.keys()
        else job
        for job in jobs
    ]
    sources: dict[Path, FilmPath] = {}
    for job in distinct:
        if job.base in sources:
            raise OptionError(
                f"{job.source} and {sources[job.base]} would both write {job.base}; "
                "run them with different --output folders."
            )
        sources[job.base] = job.source
    return distinct


def _name_with_suffix(job: FilmJob) -> str:
    """The name of a job's source; that of the base where it has none, as the folders . and .. ."""
    return job.base.name if job.source.name in ("", "..") else job.source.name


def check_single_results(results: Iterable[Path | None], sources: Iterable[Path]) -> None:
    """Raise `OptionError` where a result, whose name the user has chosen, would replace one of the
    files that it is made from, or two results would be one file. None is no file."""
    taken = {os.path.realpath(source): "read" for source in sources}
    for result in results:
        if result is None:
            continue
        real = os.path.realpath(result)
        if real in taken:
            raise OptionError(
                f"{result}: would be {taken[real]} and written; name another file for the result."
            )
        taken[real] = "written"


def is_named_as_export(path: Path) -> bool:
    """Whether a file has the name of one of the JSON files that `export` writes."""
    return any(
        path.name.endswith(f".{suffix}")
        for suffix in EXPORT_SUFFIXES.values()
        if suffix.endswith(".json")
    )


def _reads_as_result_of(base: Path) -> set[Path]:
    """The bases of which this one reads as a result: of `a.ring`, it is `a`."""
    bases, name = set(), base.name
    while match := _READS_AS_RESULT.fullmatch(name):
        name = match[1]
        bases.add(base.with_name(name))
    return bases
