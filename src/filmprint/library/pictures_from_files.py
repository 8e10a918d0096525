"""Pictures that need no film: of fingerprint files, of images, of many films on one sheet."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from filmprint.color.palette import image_palette
from filmprint.fingerprint.titles import text_of
from filmprint.library.drawings import (
    Drawing,
    character_warnings,
    draw_outdated,
    drawing_warnings,
    film_drawings,
    picture_files,
)
from filmprint.library.fingerprint_files import read_by_shot, read_fingerprint
from filmprint.library.images import read_image
from filmprint.library.outcomes import (
    FingerprintSuccess,
    ImageSuccess,
    Outcome,
    Status,
    Success,
    outcome_of,
)
from filmprint.library.result_names import Job
from filmprint.library.up_to_date import refuse_foreign
from filmprint.options import Panel, PictureRequest
from filmprint.render.provenance import image_palette_tag, panel_tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What draws is imported where it is called: matplotlib takes half a second to load.


def redraw(
    job: Job, pictures: PictureRequest, shots: Path | None = None, *, overwrite: bool
) -> Outcome:
    """Draw pictures from a fingerprint file; with a list of `shots`, by shot."""
    named = job if shots is None else job.by_shot
    results = [file for each in picture_files(named, pictures).values() for file in each]

    def work() -> Success:
        fingerprint = read_fingerprint(job.source)
        drawn_from = fingerprint if shots is None else read_by_shot(fingerprint, shots)
        refuse_foreign(results, fingerprint.film.name, overwrite=overwrite)
        drawn = draw_outdated(film_drawings(drawn_from, named, pictures), overwrite=overwrite)
        return FingerprintSuccess(
            source=job.source, status="drawn" if drawn else "unchanged", results=tuple(results),
            fingerprint=fingerprint, warnings=drawing_warnings(drawn_from, pictures, drawn=drawn),
        )  # fmt: skip

    return outcome_of(job.source, work, replaced=results if overwrite else ())


def draw_image_palette(job: Job, pictures: PictureRequest, *, overwrite: bool) -> Outcome:
    """Draw the palette of an image, as IMAGE.palette.png."""
    results = tuple(job.image_palette_file(suffix) for suffix in pictures.formats)

    picture = pictures.only_picture

    def work() -> Success:
        image, name = read_image(job.source), text_of(job.source.name)
        colors = image_palette(image, picture.colors)
        refuse_foreign(results, name, overwrite=overwrite)

        def draw() -> "Figure":
            from filmprint.render import image_palette as style

            return style.image_palette(image, colors, picture)

        drawing = Drawing(results, image_palette_tag(name, image, picture), draw)
        drawn = draw_outdated([drawing], overwrite=overwrite)
        status: Status = "drawn" if drawn else "unchanged"
        return ImageSuccess(source=job.source, status=status, results=results, palette=colors)

    return outcome_of(job.source, work, replaced=results if overwrite else ())


def draw_panel(
    files: Sequence[Path], panel: Panel, pictures: PictureRequest, output: Path, *, overwrite: bool
) -> Outcome:
    """Draw one sheet of many fingerprint files."""
    job = Job(output / panel.name, output / panel.name)
    picture = pictures.only_picture
    results = tuple(job.file(suffix) for suffix in pictures.formats)

    def work() -> Success:
        fingerprints = [read_fingerprint(file) for file in dict.fromkeys(files)]
        refuse_foreign(results, "", overwrite=overwrite)

        def draw() -> "Figure":
            from filmprint.render.panel import panel as draw_sheet

            return draw_sheet(fingerprints, panel, picture)

        drawing = Drawing(results, panel_tag(fingerprints, panel, picture), draw)
        drawn = draw_outdated([drawing], overwrite=overwrite)
        warnings = () if not drawn else (
            character_warnings(fingerprints[:1], picture)  # the sheet's own text
            + character_warnings(fingerprints, replace(picture, title=None))  # the films' titles
        )  # fmt: skip
        return Success(
            source=job.source, status="drawn" if drawn else "unchanged", results=results,
            warnings=tuple(dict.fromkeys(warnings)),
        )  # fmt: skip

    return outcome_of(job.source, work, replaced=results if overwrite else ())
