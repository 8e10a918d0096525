"""Many films over several runs: shards, what is done of them, what would be done."""

import json
import os
import shutil
from pathlib import Path

import pytest

from filmprint.cli.app import main
from filmprint.library.jobs import find_films, in_shard

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
    return [{job.source.name for job in in_shard(jobs, Path("out"), n, 7)} for n in range(1, 8)]


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
