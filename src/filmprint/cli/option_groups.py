"""What commands have in common: their option groups, and the options that are the program's own.

The options of the work itself, with their defaults and help, are in `filmprint.options`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

from filmprint.errors import OptionError
from filmprint.options import (
    OUTPUT_FOLDER,
    Batch,
    Clustering,
    Compare,
    Execution,
    Export,
    Extras,
    Find,
    ImageRate,
    Limits,
    Measure,
    Panel,
    PictureRequest,
    Sampling,
    Server,
    Thumbnails,
)

if TYPE_CHECKING:
    from filmprint.remote.path import FilmPath

# In the order in which the help shows them.
ANALYSIS_GROUP = Group("Analysis", sort_key=1)
DATA_GROUP = Group("Data", sort_key=1)
PICTURE_GROUP = Group("Picture", sort_key=2)
OUTPUT_GROUP = Group("Output", sort_key=3)
BATCH_GROUP = Group("Many films", sort_key=4)
LIMITS_GROUP = Group("Limits", sort_key=5)


def _refuse_url(_kind: object, output: str | Path | None) -> None:
    """Refuse a URL where only files are written; as a path it would be a folder called `s3:`."""
    first = output.parts[0] if isinstance(output, Path) and output.parts else ""
    if first.endswith(":") and len(first) > 2:  # not a drive
        raise OptionError(f"{first}//: only analyses send results to a URL; name a folder here.")


OUTPUT_FLAG = Parameter(name=["--output", "-o"], group=OUTPUT_GROUP, validator=_refuse_url)


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where results go: one folder for all."""

    output: Annotated[Path, OUTPUT_FLAG] = OUTPUT_FOLDER
    """Folder for the results."""

    overwrite: bool = False
    """Do everything again, also over files that are not from filmprint. Without it, results that
    are up to date are kept."""


@dataclass(frozen=True, kw_only=True)
class AnalysisDestination:
    """Where results of films go: one folder for all, here or elsewhere."""

    output: Annotated[str, OUTPUT_FLAG] = str(OUTPUT_FOLDER)
    """Folder for the results, or its URL (s3:// and others)."""

    overwrite: bool = False
    """Do everything again, also over files that are not from filmprint. Without it, results that
    are up to date are kept."""

    @property
    def folder(self) -> "FilmPath":
        """The folder. Raises `OptionError` for a URL that nothing can be sent to."""
        from filmprint.remote.path import output_folder

        return output_folder(self.output)


@dataclass(frozen=True, kw_only=True)
class DestinationBeside:
    """Where results go: each beside the file it is made from, or all into one folder."""

    output: Annotated[Path | None, OUTPUT_FLAG] = None
    """Folder for the results. Without it: beside each file."""

    overwrite: bool = False
    """Do everything again, also over files that are not from filmprint."""


STANDARD_OUTPUT = Path("-")


@dataclass(frozen=True, kw_only=True)
class DataDestination:
    """Where files of data go: each beside the file it is made from, or all into one folder."""

    output: Annotated[Path | None, OUTPUT_FLAG, Parameter(allow_leading_hyphen=True)] = None
    """Folder for the files, or - for standard output. Without it: beside each file."""

    overwrite: bool = False
    """Write also over files that are different."""

    @property
    def is_printed(self) -> bool:
        """Whether the data go to standard output."""
        return self.output == STANDARD_OUTPUT

    @property
    def folder(self) -> Path | None:
        """The folder for all files, where there is one."""
        return None if self.is_printed else self.output


@dataclass(frozen=True, kw_only=True)
class ResultDestination:
    """Where a single result goes."""

    output: Annotated[Path | None, OUTPUT_FLAG, Parameter(allow_leading_hyphen=True)] = None
    """File for the result. Without it, or with -: standard output."""

    overwrite: bool = False
    """Write also over files that are different."""

    @property
    def file(self) -> Path | None:
        """The file, None for standard output."""
        return None if self.output == STANDARD_OUTPUT else self.output


@dataclass(frozen=True, kw_only=True)
class Verbosity:
    """How much is printed."""

    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False
    """Print errors only."""

    verbose: Annotated[bool, Parameter(name=["--verbose", "-v"])] = False
    """Print more, also the details of an unexpected error."""


Films = Annotated[
    list[str],
    Parameter(
        name="FILM",
        negative="",
        json_list=False,
        help="Film files, folders with films at any depth, or images as a film: a folder of "
        "numbered ones, a pattern such as scans/%05d.png, or a list of paths, a .txt file. Also "
        "URLs (s3://, https:// and others), with * in them for several.",
    ),
]
LocalFilms = Annotated[
    list[Path],
    Parameter(
        name="FILM",
        negative="",
        json_list=False,
        help="Film files, folders with films at any depth, or images as a film: a folder of "
        "numbered ones, a pattern such as scans/%05d.png, or a list of paths, a .txt file.",
    ),
]
FingerprintFiles = Annotated[
    list[Path], Parameter(name="FILE.json", json_list=False, help="Fingerprint files.")
]
Images = Annotated[
    list[Path],
    Parameter(name="IMAGE", json_list=False, help="Image files: JPEG, PNG, TIFF, WebP and others."),
]

ShotsFlag = Annotated[
    Path | None,
    Parameter(
        help="List of the film's shots (PySceneDetect's CSV, an EDL, or a time a line), to make "
        "everything by shot and not by sample. Of one film.",
    ),
]

ReportFlag = Annotated[
    bool,
    Parameter(
        group=OUTPUT_GROUP,
        help="Write FILM.html too, a page to look into the film; it keeps 24 stills unless "
        "--stills says how many.",
    ),
]

NameAs = Annotated[
    Server | None,
    Parameter(
        group=OUTPUT_GROUP,
        help="Name pictures as a media server looks for artwork beside a film: kodi, jellyfin or "
        "plex. By its shape a picture is the poster, the background or the banner.",
    ),
]

SamplingOptions = Annotated[
    Sampling, Parameter(name="*", group=ANALYSIS_GROUP, negative_iterable="")
]
ClusteringOptions = Annotated[Clustering, Parameter(name="*", group=ANALYSIS_GROUP)]
ExtrasOptions = Annotated[Extras, Parameter(name="*", group=ANALYSIS_GROUP)]
ExecutionOptions = Annotated[Execution, Parameter(name="*", group=ANALYSIS_GROUP)]
PictureOptions = Annotated[PictureRequest, Parameter(name="*", group=PICTURE_GROUP)]
PanelOptions = Annotated[Panel, Parameter(name="*", group=PICTURE_GROUP)]
AnalysisDestinationOptions = Annotated[AnalysisDestination, Parameter(name="*", group=OUTPUT_GROUP)]
DestinationOptions = Annotated[Destination, Parameter(name="*", group=OUTPUT_GROUP)]
ExportOptions = Annotated[Export, Parameter(name="*", group=DATA_GROUP)]
MeasureOptions = Annotated[Measure, Parameter(name="*", group=DATA_GROUP)]
CompareOptions = Annotated[Compare, Parameter(name="*", group=DATA_GROUP)]
ThumbnailOptions = Annotated[Thumbnails, Parameter(name="*", group=ANALYSIS_GROUP)]
ImageRateOptions = Annotated[ImageRate, Parameter(name="*", group=ANALYSIS_GROUP)]
FindOptions = Annotated[Find, Parameter(name="*", group=DATA_GROUP)]
DestinationBesideOptions = Annotated[DestinationBeside, Parameter(name="*", group=OUTPUT_GROUP)]
DataDestinationOptions = Annotated[DataDestination, Parameter(name="*", group=OUTPUT_GROUP)]
ResultDestinationOptions = Annotated[ResultDestination, Parameter(name="*", group=OUTPUT_GROUP)]
VerbosityOptions = Annotated[Verbosity, Parameter(name="*", group=OUTPUT_GROUP)]
BatchOptions = Annotated[Batch, Parameter(name="*", group=BATCH_GROUP)]
LimitOptions = Annotated[Limits, Parameter(name="*", group=LIMITS_GROUP)]


def check_one_film(shots: Path | None, files: list[Path]) -> None:
    """Refuse a list of shots for several films. Raises `OptionError`."""
    if shots is not None and len(set(files)) != 1:
        raise OptionError("--shots is the list of one film; name one fingerprint file.")


def check_font(pictures: PictureRequest) -> None:
    """Refuse a bad font now, not after hours of work. Raises `OptionError`.

    Drawing is loaded only where there is something to check: it takes half a second.
    """
    if pictures.font is not None:
        from filmprint.render.text.fonts import choose_fonts

        choose_fonts("", pictures.font)
