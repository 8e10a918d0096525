"""The page of a film, driven in a real browser from file://."""

import base64
import csv
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import filmprint
from browsing import FRAMES, WatchedPages, serious_findings
from filmprint.color.names import color_name
from filmprint.color.spaces import hex_from_srgb, oklab_from_srgb
from filmprint.fingerprint.contact_sheet import make_contact_sheet
from filmprint.fingerprint.file import loads
from filmprint.fingerprint.frame_columns import ROWS, FrameColumns
from filmprint.report.page import report_page
from report_films import HOSTILE, made_up_film

try:
    from playwright.sync_api import Page, expect
except ImportError:  # pragma: no cover
    if os.environ.get("CI"):
        raise
    pytest.skip("no Playwright: pip install '.[test-browser]'", allow_module_level=True)

Open = Callable[..., Page]
FILM = made_up_film(40, stills=(4, 20, 33), missing=(10, 11))
PAGE = report_page(FILM)


@pytest.fixture
def open_page(pages: WatchedPages, tmp_path: Path) -> Open:
    """Open a fingerprint's page."""

    def open_page(
        fingerprint: filmprint.Fingerprint = FILM, link: str = "", **options: Any
    ) -> Page:
        file = tmp_path / "film.html"
        file.write_text(PAGE if fingerprint is FILM else report_page(fingerprint), encoding="utf-8")
        return pages.open(file, link, **options)

    return open_page


def text(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def point(page: Page, part: float, height: float = 0.4) -> tuple[float, float]:
    """Where a part of the picture's width is on the screen."""
    box = page.locator("#stage").bounding_box()
    assert box is not None
    return box["x"] + part * box["width"], box["y"] + height * box["height"]


def clock(i: int) -> str:
    """The time of a sample of a made-up film."""
    return f"{(i * 2 + 1) // 60}:{(i * 2 + 1) % 60:02d}"


def colors_shown(page: Page) -> list[tuple[str, str, str]]:
    return [
        (row.locator("code").inner_text(), row.locator(".name").inner_text(),
         row.locator(".share").inner_text())
        for row in page.locator("#colors li:visible").all()
    ]  # fmt: skip


def colors_of(film: filmprint.Fingerprint, i: int) -> list[tuple[str, str, str]]:
    return [
        (hex_from_srgb(color), color_name(color),
         f"{share * 100:.{1 if share < 0.0995 else 0}f} %")
        for color, share in zip(film.colors[i], film.shares[i], strict=True) if share > 0
    ]  # fmt: skip


def pixels(page: Page, canvas: str = "picture") -> np.ndarray:
    """(h, w, 4): what is drawn on a canvas."""
    page.evaluate(FRAMES)
    url = page.evaluate(f"document.getElementById('{canvas}').toDataURL()")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGBA"))


def choose(page: Page, view: str) -> None:
    page.locator(f"label[for=views-{view}]").click()
    page.evaluate(FRAMES)


def copied(page: Page) -> str:
    page.locator("#toast.shown").wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


# Pointing


def test_pointing_shows_the_moment(open_page: Open) -> None:
    page = open_page()
    for i in (0, 17, 39):
        page.mouse.move(*point(page, (i + 0.5) / 40))
        page.evaluate(FRAMES)
        assert text(page, "#time") == clock(i)
        assert colors_shown(page) == colors_of(FILM, i)
    assert text(page, "#still-caption") == "Still at 1:07, 12 s earlier"
    page.mouse.move(*point(page, 10.5 / 40))
    expect(page.locator("#note")).to_have_text(re.compile("No frame could be decoded here"))
    assert colors_shown(page) == []
    expect(page.locator("#live")).to_have_text(re.compile("0:21, No frame"))


def test_a_finger_shows_pins_and_pinches(open_page: Open) -> None:
    page = open_page(has_touch=True, viewport={"width": 390, "height": 844})
    page.touchscreen.tap(*point(page, 20.5 / 40))
    assert copied(page) == colors_of(FILM, 20)[0][0]
    assert text(page, "#time") == "0:41"
    session = page.context.new_cdp_session(page)
    middle, y = point(page, 0.5)
    for kind, apart in (("touchStart", 20), ("touchMove", 60), ("touchMove", 80), ("touchEnd", 0)):
        fingers = [{"x": middle - apart, "y": y, "id": 0}, {"x": middle + apart, "y": y, "id": 1}]
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": fingers if apart else []},
        )
    page.locator("#back").wait_for()
    page.locator("#unpin").click()
    page.touchscreen.tap(*point(page, 0.02))
    assert int(text(page, "#time").split(":")[1]) > 15  # a quarter of the film is shown


def test_keys(open_page: Open) -> None:
    page = open_page()
    stage = page.locator("#stage")
    stage.focus()
    for key, i in (
        ("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1), ("PageUp", 3),
        ("End", 39), ("ArrowRight", 39), ("PageDown", 37), ("Shift+ArrowLeft", 27),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert text(page, "#time") == clock(i), key
        assert stage.get_attribute("aria-valuenow") == str(i + 1)
    page.keyboard.press("Enter")
    assert copied(page) == hex_from_srgb(FILM.colors[27, 0])
    page.keyboard.press("+")
    page.locator("#back").wait_for()
    page.keyboard.press("Escape")
    page.locator("#back").wait_for(state="hidden")
    assert page.locator("#unpin").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#unpin").is_hidden()


def test_a_click_pins_and_copies(open_page: Open) -> None:
    page = open_page()
    page.mouse.click(*point(page, 20.5 / 40))
    assert copied(page) == hex_from_srgb(FILM.colors[20, 0])
    page.mouse.move(*point(page, 30.5 / 40))
    assert text(page, "#time") == "0:41"
    page.locator("#colors button").nth(1).click()
    expect(page.locator("#toast")).to_have_text(f"Copied {hex_from_srgb(FILM.colors[20, 1])}")
    page.locator("#unpin").click()
    page.mouse.move(*point(page, 30.5 / 40))
    assert text(page, "#time") == "1:01"


def test_drag_and_wheel_zoom_and_the_way_back(open_page: Open) -> None:
    page = open_page()

    def ends() -> tuple[str, str]:
        shown = []
        for part in (0.002, 0.998):
            page.mouse.move(*point(page, part))
            page.evaluate(FRAMES)
            shown.append(text(page, "#time"))
        return shown[0], shown[1]

    assert ends() == ("0:01", "1:19")
    page.mouse.move(*point(page, 0.25))
    page.mouse.down()
    page.mouse.move(*point(page, 0.5), steps=3)
    page.mouse.up()
    assert ends() == ("0:21", "0:39")
    page.keyboard.press("Escape")
    assert ends() == ("0:01", "1:19")
    page.mouse.move(*point(page, 0.5))
    page.mouse.wheel(0, -300)
    page.locator("#back").wait_for()
    page.locator("#back").click()
    assert ends() == ("0:01", "1:19")
    expect(page.locator("#unpin")).to_be_hidden()


# Views


def test_bars_have_exactly_their_colors(open_page: Open) -> None:
    page = open_page()
    for rows in (1, 3, 5):
        page.locator(f"label[for=rows-{rows}]").click()
        shown = pixels(page)
        height = shown.shape[0] - 27
        for i in (0, 17, 39):
            x = int((i + 0.5) / 40 * shown.shape[1])
            for row in range(rows):
                expected = FILM.dominant(rows)[i, row]
                assert shown[int((row + 0.5) / rows * height), x].tolist() == [*expected, 255]
    missing = shown[:height, int(10.5 / 40 * shown.shape[1]) - 8 :][:, :16].reshape(-1, 4)
    assert len(np.unique(missing, axis=0)) > 2  # hatched


def test_stack_shows_shares(open_page: Open) -> None:
    page = open_page()
    choose(page, "stack")
    shown = pixels(page)
    i = 17
    column = shown[: shown.shape[0] - 28, int((i + 0.5) / 40 * shown.shape[1]), :3]
    for color, share in zip(FILM.colors[i], FILM.shares[i], strict=True):
        assert abs((column == color).all(axis=1).mean() - share) < 0.02


def test_squeezed_frames_are_under_the_pointer(open_page: Open) -> None:
    columns = np.zeros((40, 2, ROWS, 3), np.uint8)
    scenes = FILM.colors[np.arange(40) // 5, 0]  # of five samples each, over gray
    columns[:, :, : ROWS // 2] = scenes[:, None, None]
    columns[:, :, ROWS // 2 :] = 90
    film = replace(FILM, frame_columns=FrameColumns.of("A film.mkv", *columns.swapaxes(0, 1)))
    page = open_page(film)
    choose(page, "frames")
    for first, last in ((0, 40), (10, 30)):
        picture = pixels(page)[..., :3].astype(int)
        height, width, _ = picture.shape
        for i in (12, 17, 22, 27):
            part = (i + 0.5 - first) / (last - first)
            upper, lower = (picture[int(h * height), int(part * width)] for h in (0.2, 0.7))
            assert np.abs(upper - scenes[i]).max() <= 1 and np.abs(lower - 90).max() <= 1
            page.mouse.move(*point(page, part))
            page.evaluate(FRAMES)
            assert text(page, "#time") == clock(i)
        page.mouse.move(*point(page, 0.25))  # drag over the stretch to look into
        page.mouse.down()
        page.mouse.move(*point(page, 0.75))
        page.mouse.up()
    drawn = ElementTree.parse(download(page, "svg")).getroot()
    assert [shape.tag.split("}")[1] for shape in drawn][:2] == ["rect", "svg"]
    page = open_page()
    assert page.locator("label[for=views-frames]").count() == 0


def test_ring_goes_clockwise_from_the_top(open_page: Open) -> None:
    page = open_page()
    choose(page, "ring")
    shown = pixels(page)
    height, width = shown.shape[:2]
    radius = 0.75 * (min(height, width) / 2 - 6)
    for i in (0, 17, 39):
        turn = 2 * np.pi * (i + 0.5) / 40
        y, x = height / 2 - radius * np.cos(turn), width / 2 + radius * np.sin(turn)
        assert shown[int(y), int(x)].tolist() == [*FILM.colors[i, 0], 255]
        box = page.locator("#stage").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + x, box["y"] + y)
        assert text(page, "#time") == clock(i)


def test_cloud_turns_and_shows_the_moment(open_page: Open) -> None:
    page = open_page()
    choose(page, "cloud")
    before = pixels(page)
    page.mouse.move(*point(page, 0.5))
    page.mouse.down()
    page.mouse.move(*point(page, 0.7, 0.5), steps=3)
    page.mouse.up()
    turned = pixels(page)
    assert (before != turned).any()
    page.locator("#stage").focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert (pixels(page) != turned).any()
    page.keyboard.press("Home")
    page.evaluate(FRAMES)
    lit = {tuple(color) for color in pixels(page, "marks").reshape(-1, 4)[:, :3].tolist()}
    for color, share in zip(FILM.colors[0], FILM.shares[0], strict=True):
        assert share == 0 or tuple(color.tolist()) in lit


def test_curves_say_what_was_measured(open_page: Open) -> None:
    page = open_page()
    choose(page, "curves")
    i = 17
    page.mouse.move(*point(page, (i + 0.5) / 40))
    lab = oklab_from_srgb(FILM.colors[i])
    mean = (lab * FILM.shares[i][:, None]).sum(axis=0)
    chroma = (np.hypot(lab[:, 1], lab[:, 2]) * FILM.shares[i]).sum()
    hue = np.degrees(np.arctan2(mean[2], mean[1])) % 360
    assert FILM.loudness_lufs is not None
    level = f"{FILM.loudness_lufs[i]:.1f}".replace("-", "\N{MINUS SIGN}")
    assert text(page, "#means") == (
        f"Lightness {mean[0]:.2f} · chroma {chroma:.3f} · hue {hue:.0f}° · {level} LUFS"
    )
    assert len(np.unique(pixels(page).reshape(-1, 4), axis=0)) > 50


def test_another_frame_that_stands_in_is_said(open_page: Open) -> None:
    film = made_up_film(40)
    stand_in = np.full(40, np.nan)
    stand_in[5:8] = 21.0
    object.__setattr__(film, "stand_in_seconds", stand_in)
    page = open_page(film)
    expect(page.locator("#legend")).to_have_text("Another frame stands in: 3 of 40")
    page.mouse.move(*point(page, 6.5 / 40))
    assert "the one at 0:21, 8.0 s later" in text(page, "#note")
    assert "stand_in_seconds" in download(page, "csv").read_text().splitlines()[0]


# Links and files


def test_a_link_leads_to_a_moment_and_is_kept(open_page: Open) -> None:
    page = open_page(link="#t=0:00:42")
    assert text(page, "#time") == "0:41"
    assert page.locator("#unpin").is_visible()
    page.locator("#stage").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("#t=0:43$"))
    page.evaluate("location.hash = '#t=61'")
    expect(page.locator("#time")).to_have_text("1:01")


def download(page: Page, kind: str) -> Path:
    page.locator("#downloads summary").click()
    with page.expect_download() as started:
        page.locator(f"#save-{kind}").click()
    path = Path(started.value.path())
    return path.rename(path.with_name(started.value.suggested_filename))


def test_downloads(open_page: Open) -> None:
    page = open_page()
    with Image.open(download(page, "png")) as picture:
        assert picture.width == 2400
        at = picture.convert("RGB").getpixel((int(17.5 / 40 * 2400), 100))
    assert at == tuple(FILM.colors[17, 0])

    for view in ("bars", "stack", "ring", "cloud", "curves"):
        choose(page, view)
        file = download(page, "svg")
        assert file.name == f"A film.{view}.svg"
        drawn = ElementTree.parse(file).getroot()
        fills = {shape.get("fill") for shape in drawn.iter()}
        if view != "cloud":  # its cells have mean colors
            assert {hex_from_srgb(color) for color in FILM.colors[[0, 17, 39], 0]} <= fills

    rows = list(csv.DictReader(io.StringIO(download(page, "csv").read_text())))
    assert [float(row["time_seconds"]) for row in rows] == FILM.times_seconds.tolist()
    assert [float(rows[17][f"share_{k}"]) for k in (1, 2, 3)] == FILM.shares[17].tolist()
    assert rows[10]["color_1"] == ""

    data = loads(download(page, "json").read_text(encoding="utf-8"))
    assert data == replace(FILM, stills=None)

    page.locator("#stage").focus()
    page.keyboard.press("End")
    file = download(page, "still")
    assert file.name == "A film.1.07.jpg"
    with Image.open(file) as still:
        assert np.abs(np.asarray(still).mean(axis=(0, 1)) - [200, 60, 33]).max() < 8


@pytest.mark.parametrize("allowed", [["clipboard-read", "clipboard-write"], ["clipboard-read"]])
def test_palette(open_page: Open, allowed: list[str]) -> None:
    page = open_page(permissions=allowed)
    palette = FILM.palette()
    assert page.locator("#palette strong").all_inner_texts() == [color.name for color in palette]
    page.locator("#copy-hex").click()
    assert copied(page).split() == [color.hex for color in palette]
    page.locator("#copy-json").click()
    expect(page.locator("#toast")).to_have_text("Copied the palette as JSON")
    assert [color["color"] for color in json.loads(copied(page))] == [c.hex for c in palette]
    page.locator("#copy-css").click()
    expect(page.locator("#toast")).to_have_text("Copied the palette as CSS")
    assert re.findall(r"  --[a-z0-9-]+: (#\w{6});", copied(page)) == [c.hex for c in palette]
    page.locator("#palette .link").first.click()
    best = int(FILM.palette_presence(palette).argmax(axis=0)[0])
    assert colors_shown(page) == colors_of(FILM, best)


# What must never happen


def test_a_hostile_film_is_only_text(open_page: Open) -> None:
    film = made_up_film(3, film={"title": HOSTILE, "name": HOSTILE}, warnings=(HOSTILE,))
    page = open_page(film)
    assert text(page, "h1") == HOSTILE
    assert text(page, "#warnings") == HOSTILE
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.title() == f"{HOSTILE} · filmprint"
    assert loads(download(page, "json").read_text(encoding="utf-8")) == film


def test_without_stills_and_with_one_sample(open_page: Open) -> None:
    page = open_page(made_up_film(1))
    assert page.locator("#still, #stills").count() == 0
    for view in ("stack", "ring", "cloud", "curves", "bars"):
        choose(page, view)
        page.mouse.move(*point(page, 0.5, 0.5))
    assert text(page, "#time") == "0:01"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.mouse.click(*point(page, 0.5))
    page.locator("#downloads summary").click()
    for view in ("cloud", "bars"):
        choose(page, view)
        assert serious_findings(page) == []


@pytest.mark.parametrize("width", [320, 390, 1280, 3840])
def test_it_fits_every_screen(open_page: Open, width: int) -> None:
    page = open_page(
        made_up_film(40, film={"title": "Supercalifragilisticexpialidocious " * 2}, stills=(1, 2)),
        viewport={"width": width, "height": 700},
    )
    for view in ("bars", "cloud"):
        choose(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_size() -> None:
    film = made_up_film(3600, clusters=7)
    random = np.random.default_rng(1)
    scenes = [
        np.asarray(
            Image.fromarray(random.integers(0, 256, (20, 34, 3)).astype(np.uint8)).resize(
                (960, 540)
            )
        )
        for _ in range(60)
    ]
    stills = make_contact_sheet("A film.mkv", list(range(0, 3600, 60)), scenes, 60)
    assert len(report_page(replace(film, stills=stills)).encode()) <= 2_000_000
