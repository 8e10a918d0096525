"""The gallery: a page for many films, everything in one HTML file."""

from collections.abc import Sequence
from html import escape

from filmprint import __version__
from filmprint.options.times import clock
from filmprint.report.bundle import content_security_policy, join_modules, read_page_file
from filmprint.report.gallery_data import GalleryFilm, gallery_data
from filmprint.report.packed_data import name_data, script_json
from filmprint.report.page import fill_template
from filmprint.report.web_font import font_face


def gallery_page(films: Sequence[tuple[str, GalleryFilm]], *, reports: bool) -> str:
    """The page as HTML, the same on every run.

    Each film has a name of its own, a path with slashes: with `reports`, its report lies at that
    name and `.html`, from the page's folder on. It loads nothing and runs no script but its own.
    """
    style = font_face("".join(film.film.title for _, film in films))
    style += read_page_file("shared/tokens.css") + read_page_file("gallery/gallery.css")
    script = join_modules("gallery/main.js")
    slots = {
        "policy": content_security_policy(script=script, style=style),
        "version": escape(__version__),
        "subtitle": escape(_subtitle([film for _, film in films])),
        "data": script_json(gallery_data(films, reports=reports)),
        "names": script_json(name_data()),
        "style": style,
        "script": script,
    }
    return fill_template("gallery/gallery.html", slots, "")


def _subtitle(films: Sequence[GalleryFilm]) -> str:
    years = sorted({film.film.year for film in films if film.film.year is not None})
    parts = [f"{len(films):,} film{'s' if len(films) != 1 else ''}"]
    if years:
        parts.append(f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0]))
    seconds = sum(film.film.duration_seconds for film in films)
    parts.append(f"{seconds / 3600:,.0f} hours" if seconds >= 36000 else clock(seconds))
    return " · ".join(parts)
