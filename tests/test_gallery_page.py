"""The gallery, driven in a real browser from file://."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import filmprint
from browsing import FRAMES, WatchedPages, serious_findings
from filmprint.color.spaces import hex_from_srgb, oklab_from_srgb
from filmprint.report.gallery import gallery_page
from filmprint.report.gallery_data import GalleryFilm, gallery_film
from gallery_films import many_films
from report_films import HOSTILE, made_up_film

try:
    from playwright.sync_api import Page, expect
except ImportError:  # pragma: no cover
    if os.environ.get("CI"):
        raise
    pytest.skip("no Playwright: pip install '.[test-browser]'", allow_module_level=True)

Open = Callable[..., Page]
FINGERPRINTS = many_films(40)


def packed_films(films: list[filmprint.Fingerprint]) -> list[tuple[str, GalleryFilm]]:
    return [
        (f"films/{film.film.name}", gallery_film(film, film.document().palette or ()))
        for film in films
    ]


FILMS = packed_films(FINGERPRINTS)
TITLES = sorted(film.film.title for film in FINGERPRINTS)
PAGE = gallery_page(FILMS, reports=False)
ALL = {"width": 1600, "height": 3000}
"""A window in which all of these films are in sight."""
SMALL = {"width": 1000, "height": 800}


@pytest.fixture
def open_gallery(pages: WatchedPages, tmp_path: Path) -> Open:
    def open_gallery(link: str = "", *, html: str = PAGE, **options: Any) -> Page:
        file = tmp_path / "index.html"
        file.write_text(html, encoding="utf-8")
        return pages.open(file, f"#{link}" if link else "", **{"viewport": ALL} | options)

    return open_gallery


def shown(page: Page) -> list[str]:
    """Titles in the order in which they are read."""
    page.evaluate(FRAMES)
    return page.locator(".card .title").all_text_contents()


def share_near(film: filmprint.Fingerprint, color: tuple[int, int, int]) -> float:
    """From the fingerprint itself: the share of its pixels near a color."""
    used = film.shares > 0
    distances = np.linalg.norm(oklab_from_srgb(film.colors[used]) - oklab_from_srgb(color), axis=1)
    return float(film.shares[used] @ np.exp(-((distances / 0.08) ** 2)) / film.shares.sum())


def test_sorts(open_gallery: Open) -> None:
    page = open_gallery()
    assert shown(page) == TITLES
    by = {
        "year": lambda film: (film.film.year is None, film.film.year),
        "length": lambda film: film.film.duration_seconds,
        "lightness": lambda film: gallery_film(film, ()).lightness,
        "chroma": lambda film: gallery_film(film, ()).chroma,
    }  # fmt: skip
    in_title_order = sorted(FINGERPRINTS, key=lambda film: film.film.title)
    for name, key in by.items():
        page.locator("#sort").select_option(name)
        assert shown(page) == [film.film.title for film in sorted(in_title_order, key=key)]
    hues = {film.film.title: data.hue for film, (_, data) in zip(FINGERPRINTS, FILMS, strict=True)}
    page.locator("#sort").select_option("hue")
    order = [hues[title] for title in shown(page)]
    count = int(np.isnan(order).sum())
    assert count and np.isnan(order[-count:]).all() and order[:-count] == sorted(order[:-count])
    page.locator("#sort").select_option("title")
    page.locator("#reverse").click()
    assert shown(page) == TITLES[::-1]
    expect(page).to_have_url(re.compile("#reversed=1$"))


def test_filters_and_the_number_of_films(open_gallery: Open) -> None:
    page = open_gallery()
    page.locator("#text").fill("ÁMBER")
    assert shown(page) == [title for title in TITLES if "Amber" in title]
    expect(page.locator("#live")).to_have_text("2 of 40 films")
    page.locator("#text").fill("")
    page.locator("#from").fill("1950")
    page.locator("#to").fill("1969")
    wanted = [f.film.title for f in FINGERPRINTS if f.film.year and 1950 <= f.film.year <= 1969]
    assert shown(page) == sorted(wanted) and wanted
    page.locator("#text").fill("nothing like this")
    assert shown(page) == []
    page.locator("#clear").click()
    assert shown(page) == TITLES


def test_find_by_one_color_and_two(open_gallery: Open) -> None:
    page = open_gallery("view=strip")
    color, other = (150, 90, 60), (40, 60, 90)
    page.locator("#color-1").fill(hex_from_srgb(color))
    page.locator("#color-1").press("Enter")
    expect(page.locator("#sort")).to_have_value("match")
    near = {film.film.title: share_near(film, color) for film in FINGERPRINTS}
    order = shown(page)
    assert order[0] == max(near, key=lambda title: near[title])
    shares = [near[title] for title in order]
    assert max(np.diff(shares)) < 0.01  # cells of a coarse histogram are not quite the colors
    page.locator("#color-2").fill(hex_from_srgb(other))
    page.locator("#color-2").press("Enter")
    both = {f.film.title: min(near[f.film.title], share_near(f, other)) for f in FINGERPRINTS}
    assert max(np.diff([both[title] for title in shown(page)])) < 0.01
    expect(page).to_have_url(re.compile("color=965a3c&color=283c5a$"))
    page.locator("#color-1").fill("no color")
    page.locator("#color-1").press("Enter")
    expect(page.locator("#color-1")).to_have_attribute("aria-invalid", "true")
    page.locator("#stop").click()
    assert shown(page) == TITLES


def test_the_moments_that_match_are_marked(open_gallery: Open) -> None:
    film = made_up_film(200, clusters=1)
    colors = film.colors.copy()
    colors[:], colors[60:80] = (20, 20, 20), (200, 16, 46)
    shares = np.ones_like(film.shares)
    film = replace(film, colors=colors, shares=shares)
    html = gallery_page(packed_films([film]), reports=False)
    page = open_gallery("view=strip&color=c8102e", html=html)
    marks = page.evaluate(
        "(() => { const canvas = document.querySelector('.marks'); const data = canvas.getContext"
        "('2d').getImageData(0, 0, canvas.width, 1).data; return [...data].filter((_, n) => n % 4 "
        "=== 3).map((alpha, n) => alpha ? n : -1).filter(n => n >= 0); })()"
    )
    assert marks == list(range(30, 40))
    expect(page.locator(".facts strong")).to_have_text("10 %")


def test_bars_have_the_films_colors(open_gallery: Open) -> None:
    page = open_gallery()
    first = next(film for film in FINGERPRINTS if film.film.title == TITLES[0])
    drawn = page.evaluate(
        "(() => { const canvas = document.querySelector('.picture'); return [...canvas.getContext"
        "('2d').getImageData(0, 0, canvas.width, 1).data]; })()"
    )
    bars = np.array(drawn).reshape(-1, 4)
    assert (bars[:, :3] == first.colors[:, 0]).all() and (bars[:, 3] == 255).all()


def test_films_like_one(open_gallery: Open) -> None:
    twin = replace(FINGERPRINTS[3], colors=FINGERPRINTS[3].colors[::-1],
                   shares=FINGERPRINTS[3].shares[::-1])  # fmt: skip
    films = [*FILMS, ("twin", replace(gallery_film(twin, ()), film=made_up_film(2).film))]
    page = open_gallery(html=gallery_page(films, reports=False))
    page.locator(f'[aria-label="Like this, {FINGERPRINTS[3].film.title}"]').click(force=True)
    assert set(shown(page)[:2]) == {FINGERPRINTS[3].film.title, "A film"}
    assert page.locator(".facts strong").all_text_contents()[:2] == ["100 %", "100 %"]
    assert "Films like" in page.locator("#context").inner_text()


def test_compare(open_gallery: Open) -> None:
    page = open_gallery()
    page.locator(".opener").first.focus()
    for _ in range(5):
        page.keyboard.press("c")
        page.keyboard.press("ArrowRight")
    expect(page.locator("#toast")).to_have_text("At most 4 films can be compared.")
    page.locator("#compare").click()
    expect(page.locator("#comparison")).to_be_visible()
    assert page.locator("#comparison h3").all_inner_texts() == TITLES[:4]
    seconds = {film.film.title: film.film.duration_seconds for film in FINGERPRINTS}
    widths = page.evaluate(
        "[...document.querySelectorAll('.lane')].map(lane => lane.getBoundingClientRect().width)"
    )
    lengths = np.array([seconds[title] for title in TITLES[:4]])
    assert np.allclose(np.array(widths) / max(widths), lengths / lengths.max(), atol=0.005)
    expect(page).to_have_url(re.compile("comparing=1$"))
    page.keyboard.press("Escape")
    expect(page.locator("#comparison")).to_be_hidden()
    page.locator("#empty").click()
    expect(page.locator("#tray")).to_be_hidden()


def test_keys_reach_every_film(open_gallery: Open) -> None:
    page = open_gallery(viewport=SMALL)
    page.locator(".opener").first.focus()

    def focused() -> str:
        return str(page.evaluate("document.activeElement.querySelector('.title').textContent"))

    page.keyboard.press("End")
    assert focused() == TITLES[-1]
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom") <= 800
    page.keyboard.press("ArrowLeft")
    assert focused() == TITLES[-2]
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    columns = TITLES.index(focused())
    assert columns > 1
    page.keyboard.press("ArrowUp")
    assert focused() == TITLES[0]
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text(TITLES[0])
    expect(page).to_have_url(re.compile("film="))
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()
    assert focused() == TITLES[0]


def test_a_panel_has_the_films_palette(open_gallery: Open) -> None:
    page = open_gallery(f"film=films/{FINGERPRINTS[0].film.name}")
    palette = FINGERPRINTS[0].palette()
    assert page.locator("#details .palette code").all_inner_texts() == [c.hex for c in palette]
    names = page.locator("#details .palette .name").all_inner_texts()
    assert names == [color.name for color in palette]
    assert FINGERPRINTS[0].film.name in page.locator("#details dl").inner_text()
    page.locator("#details .palette button").nth(1).click()
    expect(page.locator("#color-1")).to_have_value(palette[1].hex)
    expect(page.locator("#details")).to_be_hidden()


def test_a_link_brings_everything_back(open_gallery: Open) -> None:
    first = open_gallery()
    first.locator("label[for=views-ring]").click()
    first.locator("#color-1").fill("#965a3c")
    first.locator("#color-1").press("Enter")
    first.locator("#from").fill("1940")
    expect(first).to_have_url(re.compile("view=ring&from=1940&color=965a3c$"))
    second = open_gallery(first.url.split("#")[1])
    assert shown(second) == shown(first)
    second.evaluate("location.hash = '#sort=year'")
    expect(second.locator("#sort")).to_have_value("year")
    expect(second.locator("#views-poster")).to_be_checked()


def test_a_picture_leads_to_its_report(open_gallery: Open) -> None:
    films = [(f"a #1?/{HOSTILE.replace('/', '')}", FILMS[0][1])]
    page = open_gallery(html=gallery_page(films, reports=True))
    link = page.locator("a.opener").get_attribute("href")
    assert link is not None and re.fullmatch(r"a%20%231%3F/[A-Za-z0-9%()=_.~-]+\.html", link)


def test_a_hostile_film_is_only_text(open_gallery: Open) -> None:
    film = made_up_film(3, film={"title": HOSTILE, "name": HOSTILE})
    named = [(HOSTILE, gallery_film(film, film.document().palette or ()))]
    page = open_gallery("color=808080", html=gallery_page(named, reports=False))
    assert shown(page) == [HOSTILE]
    page.locator(".opener").click()
    assert page.locator("#details h2").inner_text() == HOSTILE
    page.keyboard.press("Escape")
    page.locator(".actions button").nth(1).click(force=True)
    assert HOSTILE in page.locator("#chosen").inner_text()
    assert page.locator("img, iframe, object, embed").count() == 0


def test_films_of_which_nothing_was_decoded(open_gallery: Open) -> None:
    gone = made_up_film(30, missing=tuple(range(30)))
    part = made_up_film(1000, missing=tuple(range(100, 500)))
    page = open_gallery(
        html=gallery_page(packed_films([gone, part, FINGERPRINTS[0]]), reports=False)
    )
    page.locator("#color-1").fill("red")
    page.locator("#color-1").press("Enter")
    for view in ("strip", "ring", "poster"):
        page.locator(f"label[for=views-{view}]").click()
        assert len(shown(page)) == 3
    for sort in ("lightness", "hue"):
        page.locator("#sort").select_option(sort)
    page.locator(".opener").last.click()
    expect(page.locator("#details")).to_contain_text("0.0 % decoded")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(open_gallery: Open, scheme: str) -> None:
    page = open_gallery("color=965a3c", color_scheme=scheme, reduced_motion="reduce")
    page.locator(".opener").first.focus()
    page.keyboard.press("c")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")
    assert serious_findings(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#details")).to_be_visible()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    page.locator("#compare").click()
    assert serious_findings(page) == []


@pytest.mark.parametrize("width", [320, 390, 1280, 3840])
def test_it_fits_every_screen(open_gallery: Open, width: int) -> None:
    title = "Supercalifragilisticexpialidocious " * 3
    films = packed_films([made_up_film(40, film={"title": title})] * 1) + FILMS[:5]
    page = open_gallery(
        "color=965a3c&color=204060&compare=films/A%20film.mkv",
        html=gallery_page(films, reports=False), viewport={"width": width, "height": 700},
    )  # fmt: skip
    for view in ("poster", "strip", "ring"):
        page.locator(f"label[for=views-{view}]").click()
        page.evaluate(FRAMES)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".opener").first.click()
    assert page.evaluate("document.querySelector('#details').scrollWidth") <= width


def test_print_shows_all_films(open_gallery: Open) -> None:
    page = open_gallery(viewport=SMALL)
    page.emulate_media(media="print")
    page.evaluate(FRAMES)
    assert page.locator(".card").count() == 40
    assert page.locator("#filters").is_hidden()


def test_2000_films(open_gallery: Open) -> None:
    films = packed_films(many_films(3, samples=3600, clusters=7))
    random = np.random.default_rng(5)
    many = []
    for n in range(2000):
        name, film = films[n % 3]
        film = replace(film, film=replace_title(film, f"{film.film.title} {n:04d}"),
                       bars=random.permutation(film.bars))  # fmt: skip
        many.append((f"{name} {n}", film))
    html = gallery_page(many, reports=True)
    assert len(html.encode()) <= 6_000_000
    page = open_gallery(html=html, viewport=SMALL)
    for top in (0, 20_000, 90_000, 10**9):
        page.evaluate(f"window.scrollTo(0, {top})")
        page.evaluate(FRAMES)
        assert 4 < page.locator(".card").count() < 60
        visible = page.evaluate(
            "[...document.querySelectorAll('.card')].some(card => { const box = card."
            "getBoundingClientRect(); return box.top < 800 && box.bottom > 0; })"
        )
        assert visible
    assert page.evaluate("document.querySelectorAll('*').length") < 1500
    page.locator(".opener").last.focus()
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('.card').ariaPosInSet") == "2000"


def replace_title(film: GalleryFilm, title: str) -> filmprint.Film:
    facts = {name: getattr(film.film, name) for name in film.film.__struct_fields__}
    return filmprint.Film(**(facts | {"title": title}))
