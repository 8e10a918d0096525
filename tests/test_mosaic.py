"""The mosaic, read back: which frame is where, the last row, rows of any length, rows of color."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

import filmprint
from conftest import COLORS, Run
from filmprint.errors import OptionError
from filmprint.fingerprint.contact_sheet import make_contact_sheet, moments_to_keep, still_box
from filmprint.fingerprint.film import PictureSpan, SampledPart
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import PictureRequest
from filmprint.render.save import save
from fingerprints import made, of_chance

GROUND = (22, 22, 22)


def with_sheet(film: Fingerprint, count: int, wanted: int = 100) -> Fingerprint:
    """The same with evenly spread stills, each in the color of its sample."""
    samples = [int((n + 0.5) * len(film) / count) for n in range(count)]
    images = [np.tile(film.colors[n, 0], (36, 64, 1)) for n in samples]
    return replace(film, stills=make_contact_sheet("a", samples, images, wanted))


def colored(count: int, seconds: float) -> Fingerprint:
    """A film whose samples have different colors, none of them dark."""
    colors = np.random.default_rng(3).permutation(8**3)[:count]
    rgb = np.stack([60 + 26 * (colors // step % 8) for step in (64, 8, 1)], axis=-1)
    return made(rgb[:, None].astype(np.uint8), seconds=seconds)


def drawn(path: Path, film: Fingerprint, **options: object) -> np.ndarray:
    save(filmprint.draw(film, style="mosaic", **{"no_title": True, "dpi": 80, **options}),
         path / "a.png")  # fmt: skip
    with Image.open(path / "a.png") as image:
        return np.asarray(image.convert("RGB")).astype(int)


def rows_of_cells(picture: np.ndarray) -> list[list[tuple[int, ...]]]:
    """The colors of the cells right of the times, row by row, of one block of rows."""
    lit = (np.abs(picture - GROUND) > 12).any(axis=2)
    width = lit.sum(axis=1).max()
    right = np.flatnonzero(lit[lit.sum(axis=1).argmax()])[-1]
    in_row = lit[:, int(right - 0.99 * width * 0.97) : right + 1]
    found = []
    for top, bottom in _runs(in_row.sum(axis=1) > 20):
        middle = picture[(top + bottom) // 2]
        cells = [span for span in _runs(lit[top:bottom].mean(axis=0) > 0.9) if np.ptp(span) > 3]
        found.append([tuple(middle[(left + end) // 2].tolist()) for left, end in cells])
    return found


def _runs(which: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], which.astype(int), [0]])))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def same(cells: list[tuple[int, ...]], colors: np.ndarray) -> bool:
    """Whether the cells have these colors, within what a JPEG file changes."""
    return len(cells) == len(colors) and np.abs(np.array(cells) - colors).max() <= 4


@pytest.mark.parametrize("row", [50, "0:50"])
def test_frames_read_like_lines_of_text(tmp_path: Path, row: float | str) -> None:
    film = with_sheet(colored(76, 380), 76)  # five seconds each
    size = "10x5"  # room for rows of ten
    found = rows_of_cells(drawn(tmp_path, film, row=row, size=size))
    assert [len(cells) for cells in found] == [10] * 7 + [6]
    assert same(list(chain(*found)), film.colors[:, 0])


def test_row_and_shape_of_the_page_choose_the_columns(tmp_path: Path) -> None:
    film = with_sheet(colored(240, 1200), 240)
    minutes = rows_of_cells(drawn(tmp_path, film, size="8x10"))
    assert len(minutes) == 20  # a minute each, without --row
    longer = rows_of_cells(drawn(tmp_path, film, size="8x10", row=100))
    assert len(longer) == 12
    for rows, seconds in ((minutes, 60), (longer, 100)):
        columns = len(rows[0])
        middles = (np.arange(len(rows) * columns) + 0.5) * seconds / columns
        samples = np.minimum((middles / 5).astype(int), 239)
        for cells, near in zip(rows, samples.reshape(len(rows), -1), strict=True):
            # A moment on the border of two samples may have the frame of either.
            for cell, sample in zip(cells, near, strict=True):
                around = film.colors[max(sample - 1, 0) : sample + 2, 0].astype(int)
                assert np.abs(around - cell).max(axis=1).min() <= 4


def test_rows_of_a_long_film_stand_in_blocks(tmp_path: Path) -> None:
    film = with_sheet(colored(480, 7200), 480)
    figure = filmprint.draw(film, style="mosaic", no_title=True, row=60)
    save(figure, tmp_path / "a.pdf")
    text = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range()
    times = [sum(int(n) * unit for n, unit in zip(word.split(":"), (60, 1), strict=True))
             for word in text.split()]  # fmt: skip
    assert times == sorted(times) and times[0] == 0 and 110 < times[-1] < 120
    picture = drawn(tmp_path, film, row=60)
    lit = (np.abs(picture - GROUND) > 12).any(axis=2)
    free = _runs(lit.mean(axis=0) < 0.02)
    assert max(end - begin for begin, end in free[1:-1]) > 15  # between the blocks


def test_without_frames_rows_are_bars(tmp_path: Path) -> None:
    film = colored(95, 95)
    found = drawn(tmp_path, film, row=10, size="10x10")
    lit = (np.abs(found - GROUND) > 12).any(axis=2)
    rows = _runs(lit[:, 120:].sum(axis=1) > 100)
    assert len(rows) == 10
    left, right = _runs(lit[sum(rows[0]) // 2, 100:])[-1]
    left, right = left + 100, right + 100
    for n, (top, bottom) in enumerate(rows):
        middle = found[(top + bottom) // 2]
        x = (left + (np.arange(10) + 0.5) * (right - left) / 10).astype(int)
        expected = film.colors[10 * n : 10 * n + 10, 0]
        assert (middle[x[: len(expected)]] == expected).all()
        assert (middle[x[len(expected) :]] == GROUND).all()  # after the end of the film
    # Chosen stills are not spread evenly, so they are not drawn.
    chosen = drawn(tmp_path, with_sheet(film, 12, 12), row=10, size="10x10")
    assert (chosen == found).all()


def test_a_cell_without_a_frame_has_its_colors(tmp_path: Path) -> None:
    film = with_sheet(colored(40, 200), 40)
    assert film.stills is not None
    stills = film.stills.stills
    damaged = replace(film, stills=replace(film.stills, stills=stills[:7] + stills[9:]))
    rows = rows_of_cells(drawn(tmp_path, damaged, row=50, size="10x2.6"))
    assert same(list(chain(*rows)), film.colors[:, 0])


def test_rows_go_on_after_a_gap_in_the_film(tmp_path: Path) -> None:
    parts = (SampledPart(start_seconds=60.0, end_seconds=120.0),
             SampledPart(start_seconds=600.0, end_seconds=660.0))  # fmt: skip
    film = made(colored(24, 120).colors, duration_seconds=700.0,
                picture_span=PictureSpan(start_seconds=60.0, end_seconds=660.0, parts=parts))  # fmt: skip
    times = np.concatenate([np.arange(12) * 5 + 62.5, np.arange(12) * 5 + 602.5])
    film = with_sheet(replace(film, times_seconds=times), 24)
    found = rows_of_cells(drawn(tmp_path, film, row=30, size="10x4"))
    assert [len(cells) for cells in found] == [6] * 4
    assert same(list(chain(*found)), film.colors[:, 0])
    save(filmprint.draw(film, style="mosaic", row=30, size="10x4", no_title=True),
         tmp_path / "a.pdf")  # fmt: skip
    words = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range().split()
    assert words == ["1:00", "1:30", "10:00", "10:30"]


@pytest.mark.parametrize("seconds", [0.5, 3, 50, 700, 5400, 40_000])
@pytest.mark.parametrize("size", ["12x16", "16x9"])
def test_any_film_fills_the_page(tmp_path: Path, seconds: float, size: str) -> None:
    plain = of_chance(720, 1, seconds=seconds)
    for film in (with_sheet(plain, 360), plain, with_sheet(of_chance(1, 1, seconds=seconds), 1)):
        picture = drawn(tmp_path, film, dpi=20, size=size, no_title=False, margin="0")
        lit = (picture != GROUND).any(axis=2)
        assert lit.mean() > (0.4 if len(film) > 1 and seconds > 1 else 0.2)


def test_a_film_gets_the_stills_that_a_mosaic_needs(
    run: Run, flat_clip: Path, tmp_path: Path
) -> None:
    options = ("--frames", "20", "--dpi", "50", "--jobs", "2")
    run(flat_clip, *options, "--style", "stills")
    result = run(flat_clip, *options, "--style", "mosaic", "--row", "1", "--background", "#161616",
                 "--no-title")  # fmt: skip
    assert not result.stderr
    film = filmprint.load(tmp_path / "Five.Colors.1984.json")
    assert film.stills is not None and len(film.stills.stills) == 10  # half a second apart
    with Image.open(tmp_path / "Five.Colors.1984.mosaic.png") as image:
        rows = rows_of_cells(np.asarray(image.convert("RGB")).astype(int))
    assert len(rows) == 5
    for cells, color in zip(rows, COLORS, strict=True):
        assert np.abs(np.array(cells) - color).max() <= 4
    before = film.stills
    again = run(flat_clip, *options, "--style", "stills,mosaic", "--row", "1")
    assert not again.stderr
    assert filmprint.load(tmp_path / "Five.Colors.1984.json").stills == before
    run("render", "Five.Colors.1984.json", "--style", "mosaic", "--format", "jpg,tiff,svg,pdf",
        "--dpi", "50")  # fmt: skip
    run("panel", "Five.Colors.1984.json", "--style", "mosaic", "--dpi", "20")
    (tmp_path / "Five.Colors.1984.stills.jpg").unlink()
    result = run("render", "Five.Colors.1984.json", "--style", "mosaic", "--dpi", "30")
    assert "mosaic: drawn without stills" in result.stderr and "--stills 1200" in result.stderr


def test_few_stills_are_said_to_be_too_few(run: Run, tmp_path: Path) -> None:
    with_sheet(colored(40, 40), 12, 12).save(tmp_path / "a.json")
    result = run("render", "a.json", "--style", "mosaic,stills", "--dpi", "30")
    assert "mosaic: drawn without stills, since too few are kept" in result.stderr
    assert "stills: drawn" not in result.stderr.replace("mosaic: drawn", "")


def test_many_stills_are_even_and_small() -> None:
    film = of_chance(3600, 1, seconds=7200)
    samples = np.array(moments_to_keep(film, 1200))
    assert len(samples) == 1200 and set(np.diff(samples)) == {3} and samples[0] == 1
    for aspect in (0.5, 16 / 9, 2.4):
        for count in (61, 300, 2000):
            width, height = still_box(count, aspect)
            assert width * height * count <= 32_000_000
            assert width * height * count > 0.8 * 32_000_000 or 960 in (width, height)
            assert width / height == pytest.approx(aspect, rel=0.05) or 960 in (width, height)
    damaged = replace(film, shares=np.where(np.arange(3600)[:, None] < 1800, 0.0, film.shares))
    assert min(moments_to_keep(damaged, 100)) >= 1800


def test_other_styles_choose_among_many_stills(tmp_path: Path) -> None:
    film = with_sheet(colored(400, 400), 200, 200)
    save(filmprint.draw(film, style="stills", no_title=True, dpi=50), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        picture = np.asarray(image.convert("RGB")).astype(int)
    tall = _runs((np.abs(picture - (22, 22, 22)) > 12).any(axis=2).mean(axis=1) > 0.3)
    assert sum(bottom - top > 50 for top, bottom in tall) == 3  # twelve stills in three rows


@pytest.mark.parametrize("row", [0, 0.5, -60, 90_000, "soon"])
def test_bad_rows_are_refused(row: float | str) -> None:
    with pytest.raises(OptionError, match="--row must be"):
        PictureRequest(style="mosaic", row=row)


def test_rows_are_for_the_mosaic(run: Run, tmp_path: Path) -> None:
    colored(4, 4).save(tmp_path / "a.json")
    assert "mosaic alone has rows" in run("render", "a.json", "--row", "9", code=2).stderr
    (tmp_path / "shots.txt").write_text("0\n2\n")
    refused = run("render", "a.json", "--style", "mosaic", "--shots", "shots.txt", code=2)
    assert "alone can be by shot" in refused.stderr
