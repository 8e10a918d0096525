"""Several films as one: `filmprint join` and `filmprint.join`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import filmprint
from filmprint.cli.app import main
from filmprint.fingerprint.frame_columns import ROWS
from fingerprints import made, of_chance


def test_films_of_one_density_are_joined_sample_by_sample() -> None:
    random = np.random.default_rng(3)
    parts = [
        of_chance(count, 4, count, seconds=count, loudness=random.normal(-20, 5, count),
                  columns=random.integers(0, 256, (count, 2, ROWS, 3)))
        for count in (30, 50)
    ]  # fmt: skip
    joined = filmprint.join(parts, name="Season 1 (1999)")
    assert len(joined) == 80
    assert np.allclose(joined.times_seconds, np.arange(80) + 0.5)
    for field in ("colors", "shares", "loudness_lufs"):
        expected = np.concatenate([getattr(part, field) for part in parts])
        assert np.array_equal(getattr(joined, field), expected)
    assert joined.frame_columns is not None
    assert np.array_equal(
        joined.frame_columns.middles, np.concatenate([part.frame_columns.middles for part in parts])
    )
    assert (joined.film.title, joined.film.year) == ("Season 1", 1999)
    assert joined.film.duration_seconds == joined.film.picture_span.end_seconds == 80


def test_time_and_not_samples_makes_a_film_s_part() -> None:
    hour = made(np.full((40, 1, 3), 200), seconds=3600)
    quarter = made(np.full((40, 1, 3), 50), seconds=900)
    joined = filmprint.join([hour, quarter], name="both")
    assert len(joined) == 80
    assert (joined.colors[:64] == 200).all() and (joined.colors[64:] == 50).all()
    assert joined.loudness_lufs is None and joined.frame_columns is None
    assert "from 1:00:00" in joined.warnings[0]


def test_what_was_not_decoded_stays_so() -> None:
    shares = np.ones((10, 1))
    shares[4] = 0
    joined = filmprint.join([made(np.full((10, 1, 3), 9)), made(np.full((10, 1, 3), 9), shares)],
                            name="x")  # fmt: skip
    assert np.array_equal(np.flatnonzero(~joined.decoded), [14])


def test_other_clustering_is_refused() -> None:
    with pytest.raises(filmprint.OptionError, match="--clusters"):
        filmprint.join([of_chance(9, 3), of_chance(9, 4)], name="x")


def test_the_command(tmp_path: Path, run: Callable[..., object]) -> None:
    files = [of_chance(20, 3, n).save(tmp_path / f"s01e0{n}.json") for n in (1, 2)]
    run("join", *files, "-o", "season.json")
    season = filmprint.load(tmp_path / "season.json")
    assert np.array_equal(season.colors, np.concatenate([filmprint.load(f).colors for f in files]))
    assert "up to date" in run("join", *files, "-o", "season.json").stdout
    other = run("join", *reversed(files), "-o", "season.json", code=1)
    assert "is different" in other.stderr
    run("join", *reversed(files), "-o", "season.json", "--overwrite")
    assert filmprint.load(tmp_path / "season.json") != season


@pytest.mark.parametrize("arguments", [["a.json", "-o", "b.json"], ["a.json", "b.json"],
                                       ["a.json", "b.json", "-o", "b.json"],
                                       ["a.json", "b.json", "-o", "c.png"]])  # fmt: skip
def test_wrong_usage(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        of_chance(5).save(f"{name}.json")
    with pytest.raises(SystemExit) as stopped:
        main(["join", *arguments])
    assert stopped.value.code == 2
