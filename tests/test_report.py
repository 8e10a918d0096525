"""The page of a film, without a browser: its file, its size, and the commands that write it."""

import json
import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

import filmprint
from conftest import Run
from filmprint.report.bundle import join_modules, read_page_file
from filmprint.report.page import report_page
from report_films import HOSTILE, made_up_film

WEB = Path(__file__).parents[1] / "web"


def test_the_page_is_the_same_on_every_run_and_complete() -> None:
    film = made_up_film(5, stills=(1, 3), warnings=("Something to know.",))
    page = report_page(film)
    assert page == report_page(made_up_film(5, stills=(1, 3), warnings=("Something to know.",)))
    for words in (
        "A film", "1984", "Something to know.", "1920 × 800 pixels, 0 from the left and 140 from "
        "the top", "matrix: the film does not say", "bt709 (assumed)", "h264", "0:10.0",
    ):  # fmt: skip
        assert words in page
    assert "{" + "title}" not in page


def test_only_its_own_script_and_style_may_run() -> None:
    page = report_page(made_up_film(2, film={"title": HOSTILE, "name": HOSTILE}))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1] and "http" not in policy[1]
    elements: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            elements.append((tag, dict(attrs)))

    Reader().feed(page)
    assert [attributes.get("type") for tag, attributes in elements if tag == "script"] == [
        "application/json", "application/json", None,
    ]  # fmt: skip
    assert not [name for _, attributes in elements for name in attributes if name[:2] == "on"]
    assert not [tag for tag, attributes in elements if tag == "img" or "style" in attributes]


def test_the_code_is_small() -> None:
    names = ("shared/tokens.css", "report/report.css", "report/report.html")
    code = [join_modules("report/main.js"), *(read_page_file(name) for name in names)]
    assert sum(len(text.encode()) for text in code) <= 60 * 1024


def test_the_color_table_is_what_python_computes() -> None:
    written = json.loads((WEB / "test" / "color-table.json").read_text(encoding="utf-8"))
    computed = json.loads(runpy.run_path(str(WEB / "color_table.py"))["color_table"]())
    assert written["naming"] == computed["naming"]
    for kind, keys in (("colors", ("srgb", "oklab", "back")), ("outside", ("oklab", "srgb"))):
        for key in keys:
            one, other = ([row[key] for row in table[kind]] for table in (written, computed))
            np.testing.assert_allclose(one, other, atol=1e-9)
    assert [row["name"] for row in written["colors"]] == [row["name"] for row in computed["colors"]]


def test_report_writes_beside_its_file_and_over_nothing_foreign(run: Run, tmp_path: Path) -> None:
    made_up_film(5, stills=(1,)).save(tmp_path / "A film.json")
    page = tmp_path / "A film.html"
    assert "drawn" in run("report", "A film.json").stdout
    first = page.read_bytes()
    assert b'name="filmprint" content="filmprint-recipe-' in first
    assert "up to date" in run("report", "A film.json").stdout
    page.write_text("<p>mine</p>")
    refused = run("report", "A film.json", code=1)
    assert "is not from filmprint" in refused.stderr and page.read_text() == "<p>mine</p>"
    run("report", "A film.json", "--overwrite")
    assert page.read_bytes() == first
    assert (
        "nothing.json" in run("report", "nothing.json", "A film.json", "-o", "out", code=1).stderr
    )
    assert (tmp_path / "out" / "A film.html").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "A film.html", "A film.json", "A film.stills.jpg", "out",
    ]  # fmt: skip


def test_a_report_along_with_the_analysis(run: Run, tmp_path: Path, flat_clip: Path) -> None:
    command = (flat_clip, "--report", "--frames", "5", "--jobs", "1")
    run(*command)
    film = filmprint.load(tmp_path / "Five.Colors.1984.json")
    assert film.stills is not None and film.stills.wanted == 24
    page = tmp_path / "Five.Colors.1984.html"
    assert page.read_text(encoding="utf-8") == report_page(film)
    assert "up to date" in run(*command).stdout
