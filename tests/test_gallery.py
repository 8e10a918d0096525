"""The gallery without a browser: what is put into it, and the command that writes it."""

import json
import re
import runpy
from pathlib import Path

import numpy as np

from conftest import Run
from filmprint.color.spaces import oklab_from_srgb
from filmprint.library import galleries
from filmprint.library.galleries import GallerySuccess, find_fingerprints, read_gallery_films
from filmprint.report.bundle import join_modules, read_page_file
from filmprint.report.gallery import gallery_page
from filmprint.report.gallery_data import gallery_film
from gallery_films import many_films
from report_films import HOSTILE, made_up_film

WEB = Path(__file__).parents[1] / "web"


def test_the_histogram_holds_all_of_the_film() -> None:
    film = made_up_film(500, clusters=4, missing=(7, 8))
    packed = gallery_film(film, ())
    assert len(packed.bars) == 300 and packed.bars.dtype == np.uint8
    assert abs(packed.cell_shares.sum() - 1) < 1e-9
    assert (np.diff(packed.cell_shares) <= 0).all() and len(packed.cells) <= 64
    points = (packed.cells - np.array((0.0, 128, 128))) / (255, 320, 320)
    used = film.shares > 0
    mean = film.shares[used] @ oklab_from_srgb(film.colors[used]) / film.shares.sum()
    assert np.abs(packed.cell_shares @ points - mean).max() < 0.002
    assert abs(packed.lightness - mean[0]) < 1e-9
    assert packed.moment_shares.sum(axis=1).max() <= 257


def test_bars_are_dominant_colors_and_gaps_are_known() -> None:
    film = made_up_film(3000, missing=(5, *range(100, 200)))
    packed = gallery_film(film, ())
    assert packed.missing == tuple(range(10, 20))
    for bar in (0, 9, 150, 299):
        colors = film.colors[10 * bar : 10 * bar + 10, 0]
        assert (colors == packed.bars[bar]).all(axis=1).any()


def test_the_page_is_the_same_on_every_run_and_its_own_script_alone_may_run() -> None:
    film = made_up_film(5, film={"title": HOSTILE, "name": HOSTILE})
    films = [("a", gallery_film(film, film.document().palette or ()))]
    page = gallery_page(films, reports=False)
    assert page == gallery_page(films, reports=False)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None and policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1] and "http" not in policy[1]
    assert page.count("</script>") == 3 and "<img" not in page


def test_the_code_is_small() -> None:
    names = ("shared/tokens.css", "gallery/gallery.css", "gallery/gallery.html")
    code = [join_modules("gallery/main.js"), *(read_page_file(name) for name in names)]
    assert sum(len(text.encode()) for text in code) <= 60 * 1024


def test_the_gallery_table_is_what_python_computes() -> None:
    written = json.loads((WEB / "test" / "gallery-table.json").read_text(encoding="utf-8"))
    computed = json.loads(runpy.run_path(str(WEB / "gallery_table.py"))["gallery_table"]())
    for key in ("shares", "likeness"):
        np.testing.assert_allclose(written[key], computed[key], atol=1e-9)
    for one, other in zip(written["moments"], computed["moments"], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)
    assert written["data"]["bars"] == computed["data"]["bars"]


def test_a_folder_becomes_a_gallery(run: Run, tmp_path: Path) -> None:
    films = tmp_path / "films"
    (films / "deep").mkdir(parents=True)
    made_up_film(5).save(films / "A film.json")
    made_up_film(6, film={"title": "Index"}).save(films / "deep" / "index.json")
    (films / "package.json").write_text('{"name": "other"}')
    (films / "notes.json").write_text("no JSON")
    page = tmp_path / "out" / "index.html"
    assert "index.html" in run("gallery", "films", "-o", "out").stdout
    first = page.read_bytes()
    assert b'name="filmprint" content="filmprint-recipe-' in first
    assert b'"A film","deep/index"' in first and b'"reports":null' in first
    assert "up to date" in run("gallery", "films", "-o", "out").stdout
    run("gallery", "films", "-o", "out", "--reports")
    assert sorted(str(path.relative_to(tmp_path / "out")) for path in page.parent.rglob("*.*")) == [
        "A film.html", "deep/index.html", "index.html",
    ]  # fmt: skip
    assert b'"A%20film.html","deep/index.html"' in page.read_bytes()


def test_a_bad_file_costs_only_itself(run: Run, tmp_path: Path) -> None:
    made_up_film(5).save(tmp_path / "index.json")
    (tmp_path / "broken.json").write_text((tmp_path / "index.json").read_text()[:900])
    (tmp_path / "other.json").write_text("{}")
    result = run("gallery", ".", code=1)
    assert "broken.json" in result.stderr and "other.json" not in result.stderr
    first = (tmp_path / "index.html").read_bytes()
    assert b'"titles":["A film"]' in first
    assert "other.json" in run("gallery", "other.json", "index.json", code=1).stderr
    assert "no fingerprint" in run("gallery", "other.json", "-o", "out", code=1).stderr
    assert not (tmp_path / "out").exists()
    run("gallery", "index.json", "--reports")  # whose report has not the gallery's name
    assert b'"index.json.html"' in (tmp_path / "index.html").read_bytes()
    assert (tmp_path / "index.json.html").exists()


def test_nothing_foreign_is_written_over(run: Run, tmp_path: Path) -> None:
    made_up_film(5).save(tmp_path / "A film.json")
    page = tmp_path / "index.html"
    page.write_text("<p>mine</p>")
    refused = run("gallery", "A film.json", code=1)
    assert "is not from filmprint" in refused.stderr and page.read_text() == "<p>mine</p>"
    run("gallery", "A film.json", "--overwrite")
    assert b"filmprint-recipe-" in page.read_bytes()


def test_many_files_are_read_in_processes(tmp_path: Path) -> None:
    for n, film in enumerate(many_films(galleries.FEW + 1, samples=6)):
        film.save(tmp_path / f"{n:03d}.json")
    sources = find_fingerprints([tmp_path], Path())
    outcomes = {
        workers: list(
            read_gallery_films(
                sources, tmp_path / f"out{workers}", reports=False, overwrite=False, workers=workers
            )
        )
        for workers in (1, 2)
    }
    for one, other in zip(outcomes[1], outcomes[2], strict=True):
        assert isinstance(one, GallerySuccess) and isinstance(other, GallerySuccess)
        assert (one.source, one.film.film) == (other.source, other.film.film)
        assert (one.film.cells == other.film.cells).all()


def test_a_palette_is_taken_from_the_file(tmp_path: Path) -> None:
    film = made_up_film(5)
    film.save(tmp_path / "a.json")
    document = json.loads((tmp_path / "a.json").read_text())
    document["palette"][0]["color"] = "#123456"
    (tmp_path / "a.json").write_text(json.dumps(document))
    (outcome,) = read_gallery_films(
        find_fingerprints([tmp_path / "a.json"], Path()),
        tmp_path,
        reports=False,
        overwrite=False,
        workers=1,
    )
    assert isinstance(outcome, GallerySuccess)
    assert outcome.film.palette[0].tolist() == [0x12, 0x34, 0x56]
    del document["palette"]
    (tmp_path / "a.json").write_text(json.dumps(document))
    (outcome,) = read_gallery_films(
        find_fingerprints([tmp_path / "a.json"], Path()),
        tmp_path,
        reports=False,
        overwrite=False,
        workers=1,
    )
    assert isinstance(outcome, GallerySuccess)
    assert len(outcome.film.palette) == len(film.palette())
