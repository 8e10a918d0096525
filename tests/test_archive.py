"""Many films over several runs: shards, what is done of them, what would be done."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

from filmprint.cli.app import main
from filmprint.library import many_films
from filmprint.library.dry_run import PlannedFilm, estimated_seconds, planned_films
from filmprint.library.film_job import FilmOptions
from filmprint.library.jobs import find_films, in_shard
from filmprint.library.many_films import ManyFilms, do_films
from filmprint.library.result_names import FilmJob
from filmprint.library.summary import COLUMNS, read_failures, read_seconds
from filmprint.options import Execution, Limits, Shard

FAST = ("--frames", "4", "--dpi", "20", "--jobs", "1", "-q")


def program(*arguments: object, code: int = 0) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    assert stopped.value.code == code


@pytest.fixture
def films(flat_clip: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    for name in ("a.mkv", "series/b.mkv", "series/c.mkv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(flat_clip, folder / name)
    return folder


def results(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and path.suffix != ".csv"
    }  # fmt: skip


def test_shards_put_together_are_one_run(films: Path, tmp_path: Path) -> None:
    program(films, *FAST, "-o", tmp_path / "whole")
    for number in (1, 2):
        program(films, *FAST, "-o", tmp_path / "parts", "--shard", f"{number}/2")
    assert results(tmp_path / "parts") == results(tmp_path / "whole")
    assert len(results(tmp_path / "whole")) == 6
    summaries = {path.name for path in (tmp_path / "parts").glob("*.csv")}
    assert summaries == {f"filmprint-summary-{n}-of-2.csv" for n in (1, 2)}


def test_a_film_stays_in_its_shard(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.mkv").touch()
    before = shards(tmp_path)
    assert sorted(map(len, before))[0] >= 200 // 7 / 2
    assert sum(map(len, before)) == len(set().union(*before)) == 200
    for number in range(100):
        (tmp_path / f"{number}.mkv").unlink()
    assert all(after <= part for after, part in zip(shards(tmp_path), before, strict=True))


def shards(folder: Path) -> list[set[str]]:
    jobs = find_films([folder], Path("out"))
    return [
        {job.source.name for job in in_shard(jobs, Path("out"), Shard(number=n, count=7))}
        for n in range(1, 8)
    ]


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3"])
def test_no_shard(shard: str, capsys: pytest.CaptureFixture[str]) -> None:
    program("film.mkv", f"--shard={shard}", code=2)
    assert "--shard must be I/N" in capsys.readouterr().err


def test_what_is_done_and_what_would_be(
    films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"

    def states() -> dict[str, tuple[str, str]]:
        program("list", films, "-o", output, "--json")
        rows = json.loads(capsys.readouterr().out)
        return {Path(row["film"]).name: (row["state"], row["reason"]) for row in rows}

    def plan() -> list[str]:
        program(films, *FAST, "-o", output, "--dry-run")
        return [line.removeprefix(f"{films}/") for line in capsys.readouterr().out.splitlines()]

    assert set(states().values()) == {("missing", "not analyzed yet.")}
    assert plan()[-1].startswith("3 of 3 films to analyze: how long that takes is not known")
    assert not output.exists()
    (films / "a.mkv").write_text("not a film")
    program(films, *FAST, "-o", output, code=1)
    os.utime(films / "series" / "b.mkv", (1, 1))
    capsys.readouterr()
    (output / "series" / "c.png").unlink()
    assert states() == {
        "a.mkv": ("failed", f"{films / 'a.mkv'}: not a film, or one too damaged to open."),
        "b.mkv": ("stale", "the film has changed since."),
        "c.mkv": ("done", ""),
    }
    assert plan()[:3] == ["a.mkv: analyze", "series/b.mkv: analyze", "series/c.mkv: draw"]
    program("list", films, "-o", output)
    assert "3 films: 1 failed, 1 stale, 1 done" in capsys.readouterr().out


def write_rows(path: Path, modified: int, *rows: tuple[str, str, float]) -> None:
    """A summary of films, their status and seconds, that was written at that time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for film, status, seconds in rows:
            error = "broken." if status == "failed" else ""
            table.writerow([film, status, "", "", "", "", error, seconds])
    os.utime(path, (modified, modified))


def test_what_a_later_summary_says_of_a_film_counts(tmp_path: Path) -> None:
    later, earlier = (tmp_path / f"filmprint-summary{end}.csv" for end in ("", "-1-of-2"))
    write_rows(earlier, 1, ("a", "failed", 1), ("b", "analyzed", 2), ("c", "analyzed", 3))
    write_rows(later, 2, ("a", "analyzed", 4), ("b", "failed", 5), ("c", "unchanged", 6))
    assert read_failures(tmp_path) == {"b": "broken."}
    assert read_seconds(tmp_path) == {"a": 4, "b": 2, "c": 3}
    os.utime(earlier, (3, 3))
    assert read_failures(tmp_path) == {"a": "broken."}
    assert read_seconds(tmp_path) == {"a": 4, "b": 2, "c": 3}


def test_a_summary_that_another_program_saved(tmp_path: Path) -> None:
    for end, film in (("", "a"), ("-1-of-3", "\u00e9"), ("-2-of-3", "x" * 200_000)):
        write_rows(tmp_path / f"filmprint-summary{end}.csv", 1, (film, "failed", 1))
    for end, encoding in (("", "utf-8-sig"), ("-1-of-3", "cp1252")):
        path = tmp_path / f"filmprint-summary{end}.csv"
        path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    assert read_failures(tmp_path) == {"a": "broken.", "\ufffd": "broken."}


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(3):
        (folder / f"f{number}.png").write_bytes(bytes(100))
    (folder / "list.txt").write_text("f0.png\nf2.png\n")
    return folder


@pytest.mark.parametrize(("name", "size"), [("f%d.png", 300), ("", 300), ("list.txt", 200)])
def test_images_are_as_large_as_their_files(
    scans: Path, name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a summary knows them by their absolute path, as a cluster's does."""
    monkeypatch.chdir(scans.parent)
    job = FilmJob("scans" / Path(name), scans / "out")
    write_rows(scans / "filmprint-summary.csv", 1, (str(scans / name), "analyzed", 7))
    films = list(planned_films([job], FilmOptions()))
    assert films == [PlannedFilm(job=job, action="analyze", bytes=size)]
    assert estimated_seconds(films, scans, 1) == 7


def test_an_image_sequence_that_cannot_be_read_would_fail(tmp_path: Path) -> None:
    jobs = [FilmJob(tmp_path / name, tmp_path / "out") for name in ("f%d.png", "no.mkv")]
    assert [film.action for film in planned_films(jobs, FilmOptions())] == [
        f"fail: {jobs[0].source}: there is no image of such a name.",
        f"fail: {jobs[1].source}: No such file or directory.",
    ]


def test_a_large_image_sequence_has_all_workers(
    scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = []
    for way in ("_one_after_another", "_side_by_side"):
        monkeypatch.setattr(many_films, way, lambda *_, way=way: ways.append(way) or iter(()))
    monkeypatch.setattr(many_films, "SMALL_BYTES", 250)  # of the 300 of all images
    for name in ("f%d.png", "list.txt"):
        films = ManyFilms(
            jobs=[FilmJob(scans / name, scans / "out")] * 4, options=FilmOptions(),
            execution=Execution(jobs=2), limits=Limits(),
        )  # fmt: skip
        assert not list(do_films(films))
    assert ways == ["_one_after_another", "_side_by_side"]


def test_a_report_that_is_missing_would_be_written(
    films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = films / "a.mkv"
    arguments = (film, *FAST, "-o", tmp_path / "out", "--report")

    def plan() -> str:
        program(*arguments, "--dry-run")
        return capsys.readouterr().out.removeprefix(f"{film}: ")

    program(*arguments)
    assert plan() == "nothing\n"
    (tmp_path / "out" / "a.html").unlink()
    assert plan() == "write the report\n"
    (tmp_path / "out" / "a.png").unlink()
    assert plan() == "draw and write the report\n"
