"""What to draw, and into which files; only what is not up to date is drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import carries_tag
from filmprint.library.result_names import FilmJob, artwork_of
from filmprint.options import MOST_CHOSEN_STILLS, STYLES, Picture, PictureRequest
from filmprint.render.provenance import picture_tags

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What draws is imported where it is called: matplotlib takes half a second to load.


@dataclass(frozen=True)
class Drawing:
    """One picture, the tag that tells it from others, and the files that it goes to."""

    files: tuple[Path, ...]
    tag: str
    draw: "Callable[[], Figure]"


def draw_outdated(drawings: Iterable[Drawing], *, overwrite: bool) -> bool:
    """Draw what is not up to date; whether anything was drawn.

    Where one cannot be drawn, the others are; then its error is raised.
    """
    drawn, failed = False, None
    for drawing in drawings:
        outdated = [
            file for file in drawing.files if overwrite or not carries_tag(file, drawing.tag)
        ]
        if outdated:
            from filmprint.render.save import save

            try:
                figure = drawing.draw()
            except FingerprintFileError as error:
                failed = failed or error
                continue
            for file in outdated:
                save(figure, file, drawing.tag)
            drawn = True
    if failed is not None:
        raise failed
    return drawn


def load_drawing(pictures: PictureRequest | None) -> None:
    """Import what draws these pictures."""
    if pictures is None:
        return
    from filmprint.render.drawing import style_module

    import_module("filmprint.render.save")
    for style in pictures.styles:
        style_module(style)


def picture_files(job: FilmJob, pictures: PictureRequest | None) -> dict[Picture, tuple[Path, ...]]:
    """The pictures that are asked for, one for each style, and their files."""
    if pictures is None:
        return {}
    return {
        picture: tuple(
            job.picture_file(picture.style, suffix)
            if job.server is None
            else job.artwork_file(artwork_of(picture), suffix)
            for suffix in pictures.formats
        )
        for picture in pictures.pictures
    }


def film_drawings(
    fingerprint: Fingerprint, job: FilmJob, pictures: PictureRequest | None
) -> list[Drawing]:
    """The drawings of a film."""

    files = picture_files(job, pictures)
    tags = picture_tags(fingerprint, files)
    return [Drawing(files[each], tags[each], partial(_draw, fingerprint, each)) for each in files]


def _draw(fingerprint: Fingerprint, picture: Picture) -> "Figure":
    from filmprint.render.drawing import draw_picture

    return draw_picture(fingerprint, picture)


def drawing_warnings(
    fingerprint: Fingerprint, pictures: PictureRequest | None, *, drawn: bool
) -> tuple[str, ...]:
    """What the pictures of a film had to do without."""
    if pictures is None:
        return ()
    if isinstance(fingerprint, ShotFingerprint):  # drawn without sound and stills in any case
        return shot_warnings(fingerprint) + (
            character_warnings([fingerprint], pictures.pictures[0]) if drawn else ()
        )
    styles = {name: STYLES[name] for name in pictures.styles}
    with_sound = ", ".join(name for name, style in styles.items() if style.loudness)
    with_stills = ", ".join(name for name, style in styles.items() if style.stills)
    loudness = fingerprint.loudness_lufs
    warnings = character_warnings([fingerprint], pictures.pictures[0]) if drawn else ()
    if with_sound and loudness is None:
        warnings += (f"{with_sound}: drawn without loudness, which is not in the fingerprint; draw "
                     "it from the film, or analyze that with --loudness.",)  # fmt: skip
    elif with_sound and loudness is not None and np.isnan(loudness).all():
        warnings += (f"{with_sound}: the film is silent, so all bars are alike.",)
    if with_stills and fingerprint.stills is None:
        most = max(style.stills for style in styles.values())
        warnings += (f"{with_stills}: drawn without stills, which are not beside the fingerprint; "
                     f"draw it from the film, or analyze that with --stills {most}.",)  # fmt: skip
    elif fingerprint.stills is not None and not fingerprint.stills.are_even:
        warnings += tuple(
            f"{name}: drawn without stills, since too few are kept to spread them evenly; analyze "
            f"the film with --stills {style.stills}."
            for name, style in styles.items() if style.stills > MOST_CHOSEN_STILLS
        )  # fmt: skip
    return warnings


def shot_warnings(fingerprint: ShotFingerprint) -> tuple[str, ...]:
    """Whether the list of shots fits the film, and how many shots have no colors."""
    missing = int((~fingerprint.decoded).sum())
    if not missing:
        return fingerprint.list_warnings
    return (
        *fingerprint.list_warnings,
        f"{missing} of {len(fingerprint)} shots have no sample, and so no color; analyze the film "
        "with more --frames.",
    )


def character_warnings(fingerprints: Iterable[Fingerprint], picture: Picture) -> tuple[str, ...]:
    """Which characters of titles and caption no font has. Loads matplotlib."""
    from filmprint.render.checks import font_for, missing_characters

    missing = (missing_characters(fingerprint, picture) for fingerprint in fingerprints)
    return tuple(dict.fromkeys(
        f"no installed font has {characters!r}; left out of the text. Install "
        f"{font_for(characters)}, or name another with --font."
        for characters in missing if characters
    ))  # fmt: skip
