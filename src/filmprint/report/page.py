"""A film's page: everything in one HTML file."""

import hashlib
import io
import re
from base64 import b64encode
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from filmprint import __version__
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.fingerprint.contact_sheet import with_chosen_stills
from filmprint.fingerprint.frame_columns import FrameColumns
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import film_tag
from filmprint.options import REPORT_STILLS
from filmprint.options.times import clock
from filmprint.report.bundle import content_security_policy, join_modules, read_page_file
from filmprint.report.facts import fact_groups
from filmprint.report.packed_data import film_data, name_data, script_json
from filmprint.report.stills_sheet import StillsSheet, small_sheet
from filmprint.report.web_font import font_face

MOST_COLUMNS = 3600
"""Of the squeezed frames: as wide as screens are."""


def report_page(fingerprint: Fingerprint) -> str:
    """The page as HTML, the same on every run.

    It loads nothing and runs no script but its own; what comes from the film goes in as text.
    Its `<meta name="filmprint">` has the tag of the film and of all that the page was made from.
    Raises `FingerprintFileError` for a broken contact sheet.
    """
    fingerprint = with_chosen_stills(fingerprint, REPORT_STILLS)
    film = fingerprint.film
    sheet = None if fingerprint.stills is None else small_sheet(fingerprint.stills)
    title = plain(film.title) or plain(film.name) or "Untitled"
    style = font_face(title) + read_page_file("shared/tokens.css")
    style += read_page_file("report/report.css")
    script = join_modules("report/main.js")
    slots = {
        "policy": content_security_policy(script=script, style=style),
        "version": escape(__version__),
        "title": escape(title),
        "subtitle": escape(_subtitle(fingerprint)),
        "samples": str(len(fingerprint)),
        "legend": _legend(fingerprint),
        "frames": _frames(fingerprint.frame_columns),
        "still": _still(sheet),
        "stills": _stills_section(sheet),
        "warnings": _warnings(fingerprint.warnings),
        "facts": _facts(fingerprint),
        "data": script_json(film_data(fingerprint, sheet)),
        "names": script_json(name_data()),
        "style": style,
        "script": script,
    }
    return fill_template("report/report.html", slots, film.name)


def write_report(fingerprint: Fingerprint, path: Path, *, overwrite: bool = False) -> bool:
    """Write the page as `path`, whole or not at all; whether it was not there as it should be.

    With `overwrite` it is written in any case. Raises `OutputError` and `FingerprintFileError`.
    """
    return write_page(report_page(fingerprint), path, overwrite=overwrite)


def is_up_to_date(fingerprint: Fingerprint, path: Path) -> bool:
    """Whether the page is there as `write_report` would write it. Raises `FingerprintFileError`."""
    return path.exists() and path.read_bytes() == report_page(fingerprint).encode()


def fill_template(name: str, slots: dict[str, str], source_name: str) -> str:
    """The HTML of that name with its slots filled, and the tag of its source and of all of it."""
    template = read_page_file(name)
    digest = hashlib.sha256("\0".join([template, *slots.values()]).encode()).hexdigest()[:32]
    slots = slots | {"tag": f"{film_tag(source_name)}-{digest}"}
    return re.sub(r"\{([a-z]+)\}", lambda slot: slots[slot[1]], template)


def write_page(html: str, path: Path, *, overwrite: bool) -> bool:
    """Write a page as `write_report` does."""
    page = html.encode()
    if not overwrite and path.exists() and path.read_bytes() == page:
        return False
    with write_whole(path) as temporary:
        temporary.write_bytes(page)
    return True


def plain(text: str) -> str:
    """A text on one line, without characters that UTF-8 or HTML cannot have."""
    kept = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(kept.encode(errors="replace").decode().split())


def _subtitle(fingerprint: Fingerprint) -> str:
    film = fingerprint.film
    parts = [str(film.year)] if film.year is not None else []
    parts += [clock(film.duration_seconds), f"{len(fingerprint):,} moments"]
    if fingerprint.clustering.kept > 1:
        parts.append(f"up to {fingerprint.clustering.kept} colors each")
    return " · ".join(parts)


def _legend(fingerprint: Fingerprint) -> str:
    """What hatched places mean, where there are any."""
    missing = len(fingerprint) - int(fingerprint.decoded.sum())
    stand_in = fingerprint.stand_in_seconds
    stood_in = 0 if stand_in is None else int((~np.isnan(stand_in)).sum())
    entries = ""
    if missing:
        entries += f"<li><i></i>No frame could be decoded: {missing} of {len(fingerprint)}</li>"
    if stood_in:
        entries += (
            f'<li class="stand-in"><i></i>Another frame stands in: {stood_in} of '
            f"{len(fingerprint)}</li>"
        )
    return f'<ul id="legend">{entries}</ul>' if entries else ""


def _frames(columns: FrameColumns | None) -> str:
    """The squeezed frames, an image of a column for each sample, but of at most `MOST_COLUMNS`."""
    if columns is None:
        return ""
    image = Image.fromarray(np.ascontiguousarray(columns.means.swapaxes(0, 1)))
    if image.width > MOST_COLUMNS:
        image = image.resize((MOST_COLUMNS, image.height), Image.Resampling.BOX)
    file = io.BytesIO()
    image.save(file, "webp", lossless=True)
    encoded = b64encode(file.getvalue()).decode()
    return f'<img id="frames" hidden alt="" src="data:image/webp;base64,{encoded}">'


def _still(sheet: StillsSheet | None) -> str:
    if sheet is None:
        return ""
    image = b64encode(sheet.image).decode()
    return (
        f'<figure><canvas id="still" role="img" width="{sheet.width}" height="{sheet.height}">'
        '</canvas><figcaption id="still-caption"></figcaption>'
        f'<img id="sheet" hidden alt="" src="data:image/webp;base64,{image}"></figure>'
    )


def _stills_section(sheet: StillsSheet | None) -> str:
    if sheet is None:
        return ""
    return (
        '<section aria-labelledby="stills-title"><h2 id="stills-title">Stills</h2>'
        '<ul id="stills"></ul></section>'
    )


def _warnings(warnings: tuple[str, ...]) -> str:
    if not warnings:
        return ""
    entries = "".join(f"<li>{escape(plain(warning))}</li>" for warning in warnings)
    return f'<ul id="warnings" aria-label="Warnings">{entries}</ul>'


def _facts(fingerprint: Fingerprint) -> str:
    return "".join(
        f"<div><h3>{escape(group.title)}</h3><dl>"
        + "".join(
            f"<dt>{escape(what)}</dt><dd>{escape(plain(value))}</dd>" for what, value in group.facts
        )
        + "</dl></div>"
        for group in fact_groups(fingerprint)
    )
