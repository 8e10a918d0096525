"""Search finds what is there, and its index is never stale."""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import filmprint
from conftest import Run, refuse
from filmprint.cli.find import parse_color
from filmprint.color.spaces import oklab_from_srgb
from filmprint.measures.distances import distance_matrix
from filmprint.measures.index import FILE_NAME, Indexed, film_cubes, open_index
from filmprint.measures.search import REACH, best_moments, find_color, find_like
from fingerprints import made, of_chance

RED = (140, 47, 57)


def opened(folder: Path) -> tuple[Indexed, int]:
    """The index, and how many files were read for it."""
    index = open_index(folder)
    assert not index.warnings
    _open.append(index)
    return index, index.files_read


_open: list[Indexed] = []


@pytest.fixture(autouse=True)
def close_all() -> Iterator[None]:
    yield
    while _open:
        _open.pop().close()


def settled(folder: Path) -> None:
    """As if all files had been there for an hour."""
    for path in folder.rglob("*.json"):
        changed = path.stat().st_mtime_ns - 3600 * 10**9
        os.utime(path, ns=(changed, changed))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Film n shows red for n / 4 of its time; in the second half, 60 % of the picture."""
    for n in range(5):
        colors = np.tile([[[30, 30, 34], [30, 120, 200]]], (40, 1, 1))
        colors[40 - 10 * n :, 0] = RED
        made(colors, np.tile([[0.6, 0.4]], (40, 1)), seconds=400, name=f"{n}.mkv",
                   title=f"Film {n}", year=1984).save(tmp_path / "films" / f"{n}.json")  # fmt: skip
    (tmp_path / "films" / "other.json").write_text("{}", "utf-8")
    settled(tmp_path)
    return tmp_path / "films"


def test_films_by_how_much(folder: Path) -> None:
    index, _ = opened(folder)
    matches = find_color(index, RED, rank="films", count=10, moments=2)
    assert [match.title for match in matches] == ["Film 4", "Film 3", "Film 2", "Film 1"]
    assert [match.score for match in matches] == pytest.approx([0.6, 0.45, 0.3, 0.15], abs=0.01)
    first, second = matches[-1].moments
    assert [first.score, second.score] == pytest.approx([0.6, 0.6], abs=1e-3)
    assert min(first.time_seconds, second.time_seconds) >= 300
    assert abs(first.time_seconds - second.time_seconds) >= 10
    assert (first.color, first.share) == (RED, pytest.approx(0.6))


def test_films_by_how_near(folder: Path) -> None:
    """A color at REACH from what is shown counts 1/e."""
    lab = oklab_from_srgb(np.array(RED))
    near = np.array([150, 70, 60])
    off = np.linalg.norm(oklab_from_srgb(near) - lab)
    index, _ = opened(folder)
    found = find_color(index, tuple(map(int, near)), rank="films", count=1, moments=0)  # type: ignore[arg-type]
    assert found[0].score == pytest.approx(0.6 * np.exp(-((off / REACH) ** 2)), abs=0.01)
    assert found[0].moments == ()


def test_index_scores_are_nearly_those_of_all_clusters(tmp_path: Path) -> None:
    for seed in range(6):
        of_chance(seed=seed, name=f"{seed}.mkv").save(tmp_path / f"{seed}.json")
    index, _ = opened(tmp_path)
    for color in ((140, 47, 57), (20, 30, 200), (128, 128, 128)):
        found = find_color(index, color, rank="films", count=6, moments=1)
        for match in found:
            film = filmprint.load(tmp_path / match.path)
            off = ((oklab_from_srgb(film.colors) - oklab_from_srgb(color)) ** 2).sum(axis=-1)
            exact = (film.shares * np.exp(-off / REACH**2)).sum(axis=1)
            assert match.score == pytest.approx(exact.mean(), rel=0.1)
            assert match.moments[0].score == pytest.approx(exact.max())
        by_moment = find_color(index, color, rank="moments", count=6, moments=1)
        scores = [match.score for match in by_moment]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] == max(match.moments[0].score for match in found)


def test_films_like_another(tmp_path: Path) -> None:
    films = [of_chance(seed=seed, name=f"{seed}.mkv", title=str(seed)) for seed in range(5)]
    for n, film in enumerate(films):
        film.save(tmp_path / f"{n}.json")
    index, _ = opened(tmp_path)
    found = find_like(index, films[2], 3)
    order = np.argsort(distance_matrix(films, "colors")[2])
    assert [match.title for match in found] == [str(n) for n in order[:3]]
    assert found[0].score == pytest.approx(0, abs=1e-6)


def test_the_index_is_kept_and_never_stale(folder: Path) -> None:
    assert opened(folder)[1] == 6
    assert opened(folder)[1] == 0
    made(np.tile([[RED]], (9, 1, 1)), name="0.mkv", title="New").save(folder / "0.json")
    (folder / "3.json").unlink()
    of_chance(seed=1).save(folder / "deeper" / "9.json")
    index, read = opened(folder)
    assert read == 2
    assert index.titles[0] == "New"
    assert index.paths == ("0.json", "1.json", "2.json", "4.json", str(Path("deeper/9.json")))
    assert opened(folder)[1] == 2  # they are too new to be sure of
    settled(folder)
    opened(folder)
    assert opened(folder)[1] == 0


@pytest.mark.parametrize("damage", [b"", b"not a database" * 100, None])
def test_a_damaged_index_is_made_anew(folder: Path, damage: bytes | None) -> None:
    whole, _ = opened(folder)
    path = folder / FILE_NAME
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] if damage is None else damage)
    again, _ = opened(folder)
    assert again.paths == whole.paths
    assert (again.points == whole.points).all()


def test_an_index_that_cannot_be_kept(folder: Path) -> None:
    (folder / FILE_NAME).mkdir()
    index = open_index(folder)
    index.close()
    assert len(index.paths) == 5
    assert "cannot be kept" in index.warnings[0]


def test_cubes_hold_the_whole_film() -> None:
    cubes = film_cubes(of_chance(seed=4))
    assert cubes.shares.sum() == pytest.approx(1)
    assert (cubes.peaks <= 1).all()
    assert best_moments(made(np.zeros((2, 1, 3)), np.zeros((2, 1))), RED, 3) == ()


def test_the_command(run: Run, folder: Path, tmp_path: Path) -> None:
    result = run("find", "#8c2f39", "films", "--count", "2")
    assert result.stdout.splitlines()[0] == "0.6000  Film 4 (1984)  4.json"
    rows = list(csv.DictReader(io.StringIO(run("find", "8c2f39", "films", "--csv").stdout)))
    assert len(rows) == 12
    assert {row["hex"] for row in rows} == {"#8c2f39"}
    like = json.loads(run("find", "--like", "films/2.json", "films", "--json").stdout)
    assert [film["title"] for film in like][:1] == ["Film 2"]
    run("find", "--like", "films/none.json", "films", code=1)
    assert re.search(r"^ +0:0[0-6]:\d\d\.\d  ", result.stdout, re.MULTILINE)
    for files in ((), ("bad.json",)):
        (tmp_path / "none").mkdir(exist_ok=True)
        for name in files:
            (tmp_path / "none" / name).write_text("{", "utf-8")
        for query in (("teal",), ("--like", "films/2.json")):
            assert "no fingerprints in this folder" in run("find", *query, "none", code=1).stderr
    for wrong in (
        ("films",),
        ("#8c2f39", "none"),
        ("no color", "films"),
        ("#8c2f39", "films", "x"),
    ):
        refuse("find", *wrong)


def test_colors_are_read() -> None:
    assert parse_color("#8c2f39") == parse_color("8C2F39") == RED
    assert parse_color("#fa0") == (255, 170, 0)
    assert parse_color("teal") == (0, 128, 128)
    with pytest.raises(filmprint.OptionError):
        parse_color("#12345")
