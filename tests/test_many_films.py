"""Many films: side by side, on executors, as values."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_type_hints

import pytest

import filmprint
from conftest import made_once
from filmprint.library.analyze_many import AnalyzeOptions
from test_workers import my_workers, wait_until

COUNT = 5


@pytest.fixture(scope="session")
def shelf(flat_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of films, one of which is none."""

    def make(folder: Path) -> None:
        for number in range(COUNT):
            shutil.copy2(flat_clip, folder / f"{number}.mkv")
        (folder / "2.mkv").write_text("not a film")

    return made_once(tmp_path_factory, "shelf", make)


def test_films_side_by_side_are_those_done_alone(shelf: Path, tmp_path: Path) -> None:
    parts: list[float] = []
    results = list(filmprint.analyze_many(
        [shelf], output=tmp_path, frames=6, jobs=2, progress=parts.append
    ))  # fmt: skip
    assert [result.film.stem for result in results] == list("01234")  # small, but in their order
    assert parts == [n / COUNT for n in range(1, COUNT + 1)]
    for result in results:
        if result.film.stem == "2":
            assert result.status == "failed"
            assert result.error == f"{result.film}: not a film, or one too damaged to open."
            continue
        assert result.file == tmp_path / f"{result.film.stem}.json"
        assert (result.status, result.coverage, result.fingerprint) == ("analyzed", 1.0, None)
    filmprint.analyze(shelf / "4.mkv", frames=6, jobs=1).save(tmp_path / "alone.json")
    assert (tmp_path / "4.json").read_bytes() == (tmp_path / "alone.json").read_bytes()
    again = filmprint.analyze_many([shelf], output=tmp_path, frames=6, jobs=2)
    assert [result.status for result in again].count("unchanged") == COUNT - 1


def test_an_executor_does_the_films(shelf: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        results = {
            result.film.stem: result
            for result in filmprint.analyze_many([shelf], executor=executor, frames=6)
        }
    assert results["2"].error
    assert results["0"].fingerprint == filmprint.analyze(shelf / "0.mkv", frames=6, jobs=1)
    assert len(results) == COUNT


def test_who_needs_no_more_films_stops(shelf: Path) -> None:
    others = my_workers()
    films = filmprint.analyze_many([shelf], frames=6, jobs=2)
    assert next(films).film.stem == "0"
    films.close()  # type: ignore[attr-defined]
    wait_until(lambda: my_workers() <= others)


def test_an_unknown_option_is_refused_at_once(shelf: Path) -> None:
    with pytest.raises(TypeError, match="no option farmes"):
        filmprint.analyze_many([shelf], farmes=6)  # type: ignore[call-arg]
    with pytest.raises(filmprint.OptionError, match="--frames"):
        filmprint.analyze_many([shelf], frames=0)


def test_its_options_are_those_of_analyze() -> None:
    own = get_type_hints(filmprint.analyze)
    for name in ("film", "progress", "return"):
        del own[name]
    assert get_type_hints(AnalyzeOptions) == own


@pytest.mark.parametrize("on_executor", [False, True])
def test_what_a_killed_run_left_is_removed(tmp_path: Path, on_executor: bool) -> None:
    leftover = tmp_path / f".filmprint-{'0' * 16}.png"
    leftover.touch()
    os.utime(leftover, (1, 1))
    with ThreadPoolExecutor(1) as threads:
        executor = threads if on_executor else None
        (result,) = filmprint.analyze_many(
            [tmp_path / "no.mkv"], output=tmp_path, executor=executor, jobs=1
        )
    assert result.error
    assert not leftover.exists()
