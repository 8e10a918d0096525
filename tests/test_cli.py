"""The program as a user runs it."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import filmprint
from clips import moving_frames, write_clip
from conftest import COLORS, Run
from filmprint import __version__
from filmprint.cli.app import COMMANDS, app

FAST = ("--frames", "20", "--dpi", "50", "--jobs", "1")


def modified(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.is_file()}


def test_film_to_poster(start: Run, flat_clip: Path, tmp_path: Path) -> None:
    result = start(flat_clip, *FAST, "--no-title")
    assert result.stdout.startswith("Five.Colors.1984.png: 20 samples in ")
    assert "times real time" in result.stdout
    assert set(modified(tmp_path)) == {"Five.Colors.1984.png", "Five.Colors.1984.json"}
    with Image.open(tmp_path / "Five.Colors.1984.png") as image:
        assert image.size == (500, 500)
        middle = np.asarray(image)[250, [50, 150, 250, 350, 450]].astype(int)
    assert np.abs(middle - COLORS).max() <= 1
    found = filmprint.load(tmp_path / "Five.Colors.1984.json")
    assert len(found) == 20


def test_what_is_there_is_kept(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    run(flat_clip, *FAST)
    before = modified(tmp_path)
    assert "up to date" in run(flat_clip, *FAST).stdout
    assert modified(tmp_path) == before
    assert "drawn from the fingerprint" in run(flat_clip, *FAST, "--title", "Other").stdout
    after = modified(tmp_path)
    assert after["Five.Colors.1984.json"] == before["Five.Colors.1984.json"]
    assert after["Five.Colors.1984.png"] != before["Five.Colors.1984.png"]
    run(flat_clip, *FAST, "--title", "Other", "--format", "png,jpg")
    again = modified(tmp_path)
    assert again["Five.Colors.1984.png"] == after["Five.Colors.1984.png"]
    assert "Five.Colors.1984.jpg" in again
    assert " samples in " in run(flat_clip, *FAST, "--clusters", "3").stdout
    assert filmprint.load(tmp_path / "Five.Colors.1984.json").colors.shape == (20, 3, 3)
    assert " samples in " in run(flat_clip, *FAST, "--clusters", "3", "--overwrite").stdout


def test_a_changed_film_is_done_again(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "a.mkv"
    shutil.copy(flat_clip, film)
    run(film, *FAST)
    write_clip(film, moving_frames(48))
    assert " samples in " in run(film, *FAST).stdout


def test_another_film_of_the_same_name(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    for folder, frames in (("one", 24), ("two", 48)):
        (tmp_path / folder).mkdir()
        write_clip(tmp_path / folder / "a.mkv", moving_frames(frames))
    run("one/a.mkv", *FAST, "-o", "out")
    before = (tmp_path / "out" / "a.json").read_bytes()
    result = run("two/a.mkv", *FAST, "-o", "out", code=1)
    assert "already exists, for another film" in result.stderr
    assert (tmp_path / "out" / "a.json").read_bytes() == before
    (tmp_path / "one").rename(tmp_path / "three")  # it has only moved
    assert "up to date" in run("three/a.mkv", *FAST, "-o", "out").stdout
    run("two/a.mkv", *FAST, "-o", "out", "--overwrite")
    assert filmprint.load(tmp_path / "out" / "a.json").film.duration_seconds == 2


def test_what_a_killed_run_left_is_removed(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    old, new = (tmp_path / f".filmprint-{digit * 16}.png" for digit in "0f")
    for path in (old, new):
        path.write_bytes(b"half a picture")
    os.utime(old, (0, 0))
    run(flat_clip, *FAST)
    assert new.exists() and not old.exists()


def test_files_of_others_are_not_lost(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    (tmp_path / "Five.Colors.1984.png").write_bytes(b"a picture of mine")
    result = run(flat_clip, *FAST, code=1)
    assert "is not from filmprint" in result.stderr
    assert (tmp_path / "Five.Colors.1984.png").read_bytes() == b"a picture of mine"
    assert len(result.stderr.splitlines()) == 1
    (tmp_path / "Five.Colors.1984.png").unlink()
    (tmp_path / "Five.Colors.1984.json").write_text('{"mine": 1}')
    assert "not a fingerprint" in run(flat_clip, *FAST, code=1).stderr
    assert (tmp_path / "Five.Colors.1984.json").read_text() == '{"mine": 1}'
    run(flat_clip, *FAST, "--overwrite")


def test_render_needs_no_film(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "a.mkv"
    shutil.copy(flat_clip, film)
    run(film, *FAST, "-o", "out")
    film.unlink()
    picture = (tmp_path / "out" / "a.png").read_bytes()
    (tmp_path / "out" / "a.png").unlink()
    run("render", "out/a.json", "--dpi", "50")
    assert (tmp_path / "out" / "a.png").read_bytes() == picture
    run("render", "out/a.json", "-o", "new", "--format", "svg,pdf", "--title", "Line\\nLine")
    assert set(modified(tmp_path / "new")) == {"a.svg", "a.pdf"}
    assert (tmp_path / "new" / "a.svg").read_text().count(">Line</text>") == 2
    assert "not a fingerprint file" in run("render", "new/a.svg", code=1).stderr
    assert "No such file" in run("render", "none.json", code=1).stderr


def test_frames(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    run("frames", flat_clip, "--frames", "10", "--format", "png", "--scale", "32x32")
    files = sorted((tmp_path / "Five.Colors.1984_frames").iterdir())
    assert [path.name for path in files] == [
        f"Five.Colors.1984_{n:05d}.png" for n in range(1, 11)
    ]  # fmt: skip
    for path, color in zip(files[::2], COLORS, strict=True):
        with Image.open(path) as image:
            assert image.size == (32, 24)
            assert np.abs(np.asarray(image).astype(int) - color).max() <= 1
    run("frames", flat_clip, "--frames", "3", "--format", "jpg", "-o", "out")
    assert len(list((tmp_path / "out" / "Five.Colors.1984_frames").glob("*.jpg"))) == 3


def test_demo(run: Run, tmp_path: Path, flat_clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another film: its own takes 3600 samples half a minute, for which CI has the time once."""
    monkeypatch.setattr(
        "filmprint.cli.demo_film.make_film", lambda path: shutil.copy(flat_clip, path)
    )
    (tmp_path / "filmprint-demo").mkdir()
    result = run("demo")
    folder = tmp_path / "filmprint-demo"
    assert set(modified(folder)) == {
        f"A Day in Paper.{suffix}" for suffix in ("mp4", "json", "png")
    }
    assert "filmprint-demo/A Day in Paper.mp4" in result.stdout
    assert "filmprint-demo/A Day in Paper.png: 3600 samples in " in result.stdout


def test_folders_and_several_films(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    library = tmp_path / "films"
    (library / "series").mkdir(parents=True)
    for name in ("a.mkv", "series/b.mkv", "series/b.avi"):
        shutil.copy(flat_clip, library / name)
    (library / "notes.txt").write_text("not a film")
    (library / ".hidden.mkv").write_text("not a film")
    (library / "series" / "broken.mp4").write_text("not a film")
    result = run("films", *FAST, "-o", "out", code=1)
    written = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*")}
    assert written == {"a.png", "a.json", "series/b.mkv.png", "series/b.mkv.json",
                       "series/b.avi.png", "series/b.avi.json", "filmprint-summary.csv"}  # fmt: skip
    with (tmp_path / "out" / "filmprint-summary.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [Path(row["film"]).name for row in rows] == ["broken.mp4", "a.mkv", "b.avi", "b.mkv"]
    assert [row["status"] for row in rows] == ["failed"] + ["analyzed"] * 3
    assert "not a film" in rows[0]["error"] and rows[1]["results"] == "a.png"
    assert "broken.mp4: not a film" in result.stderr
    assert result.stdout.splitlines()[-1].startswith("4 films: 3 analyzed, 1 failed, in ")
    shutil.copytree(library, tmp_path / "others")
    assert "both write" in run("films/a.mkv", "others/a.mkv", code=2).stderr
    run("films/a.mkv", "films/series/../a.mkv", *FAST)  # one film, named twice
    assert (tmp_path / "a.png").exists()
    (tmp_path / "empty").mkdir()
    assert "no films in this folder" in run("empty", code=1).stderr
    (tmp_path / "empty" / "loop.gif").write_bytes(b"GIF89a")
    assert "animated images are taken when they are named" in run("empty", code=1).stderr
    assert "both write" in run("render", "out/a.json", "a.json", "-o", "x", code=2).stderr


@pytest.mark.parametrize(("content", "message"), [
    (None, "No such file"), (b"", "the file is empty"), (b"hello\n" * 100, "not a film"),
    (bytes(range(256)) * 50, "not a film"), ("sound", "no video"), ("head", "incomplete download"),
])  # fmt: skip
def test_films_that_are_none(run: Run, flat_clip: Path, tmp_path: Path, content: bytes | str | None,
                             message: str) -> None:  # fmt: skip
    film = tmp_path / "film.mp4"
    if content == "sound":
        write_sound(film)
    elif content == "head":
        whole = write_clip(tmp_path / "whole.mp4", moving_frames(48))
        film.write_bytes(whole.read_bytes()[:4000])
        whole.unlink()
    elif isinstance(content, bytes):
        film.write_bytes(content)
    result = run(film, flat_clip, *FAST, "-o", "out", code=1)
    errors = result.stderr.splitlines()
    assert len(errors) == 1
    assert errors[0].startswith(f"filmprint: {film}: ") and message in errors[0]
    assert set(modified(tmp_path / "out")) == {
        "Five.Colors.1984.png", "Five.Colors.1984.json", "filmprint-summary.csv"
    }  # fmt: skip


def write_sound(path: Path) -> None:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.mark.parametrize(("arguments", "message"), [
    (("--frames", "0"), "--frames must be from 1 to 100000"),
    (("--frames", "x"), "--frames"), (("--frames", "20.5"), "--frames must be a whole number"),
    (("--jobs", "2.0"), "--jobs must be a whole number"), (("--scale", "640.9x370.9"), "--scale must"),
    (("--start", "0:99:99"), "--start must"), (("--seed", "9" * 5000), "--seed"), (("--no-such-option",), "--no-such-option"),
    (("--method", "magic"), "--method"), (("--size", "big"), "--size"),
    (("--format", "bmp"), "--format"), (("--text-color", "blurple"), "--text-color"),
    (("--background", "#12345678"), "--background"), (("--bleed", "3"), "--bleed"),
    (("--font", "No Such Font"), "--font"), (("--start", "soon"), "--start"),
    (("--scale", "4x4"), "--scale"), (("--jobs", "0"), "--jobs"), (("--clusters", "65"), "--clusters"),
])  # fmt: skip
def test_wrong_usage(run: Run, flat_clip: Path, tmp_path: Path, arguments: tuple[str, ...],
                     message: str) -> None:  # fmt: skip
    result = run(flat_clip, *arguments, code=2)
    assert len(result.stderr.splitlines()) == 1
    assert message in result.stderr
    assert not modified(tmp_path)


def test_start_after_the_end(run: Run, flat_clip: Path) -> None:
    assert (
        "nothing of the film, 5 seconds long, is left with --start 1:00."
        in run(flat_clip, "--start", "1:00", code=1).stderr
    )
    run(flat_clip, *FAST, "--start", "-0:03", "--end", "-1")


def test_output_that_cannot_be_written(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run(flat_clip, *FAST, "-o", "file", code=1)
    assert "cannot be written" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_quiet_and_help(run: Run, flat_clip: Path) -> None:
    assert run(flat_clip, *FAST, "-q").stdout == ""
    assert "assumed" in run(flat_clip, *FAST, "-v").stdout
    assert run("--version").stdout.strip() == __version__
    text = run("--help").stdout
    for word in ("FILM", "render", "frames", "demo", "--frames", "[default: 3600]", "--text-color"):
        assert word in text


def test_without_arguments_it_says_how_to_begin(run: Run) -> None:
    lines = run().stdout.splitlines()
    assert len(lines) <= 24  # one screen
    assert max(map(len, lines)) <= 80
    words = " ".join(lines).split()
    assert {name for name in COMMANDS if not name.startswith("-")} <= set(words)
    begin = lines.index("To begin:")
    assert [line.split()[1] for line in lines[begin + 1 : begin + 3]] == ["demo", "FILM"]
    assert "FILM" in run("-q", code=2).stderr  # options without a film are a mistake


@pytest.mark.parametrize(("arguments", "message"), [
    ("export --nope", "Unknown option: --nope. Did you mean --to? Try: filmprint export --help"),
    ("render", "FILE.json is missing. Try: filmprint render --help"),
    ("join a.json", "--output is missing. Try: filmprint join --help"),
    ("export a.json --to", "--to needs a value. Try: filmprint export --help"),
    ("export a.json --to ase,css -o -", "--output - prints one format at a time."),
])  # fmt: skip
def test_wrong_usage_of_a_command(run: Run, arguments: str, message: str) -> None:
    assert run(*arguments.split(), code=2).stderr == f"filmprint: {message}\n"


def test_completion_knows_commands_and_options() -> None:
    for shell in ("bash", "zsh", "fish"):
        script = app.generate_completion(shell=shell)
        assert all(word in script for word in ("render", "palette", "frames", "hdr-peak", "kmeans"))


@pytest.mark.parametrize("name", ["[Group] Show - 01.mkv", "a\nb.mkv", "= 1 {x} 'y' \"z\".mkv",
                                  "ünïcode 映画.mkv", os.fsdecode(b"bad\xff\xfe.mkv"), "x" * 240 + ".mkv"])  # fmt: skip
def test_odd_names(run: Run, flat_clip: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(flat_clip, tmp_path / name)
    run(name, *FAST, "--format", "png,svg")
    assert (tmp_path / name).with_suffix(".json").exists()
    ET.parse((tmp_path / name).with_suffix(".svg"))
    assert "up to date" in run(name, *FAST, "--format", "png,svg").stdout
    run("frames", name, "--frames", "2")


def test_frames_folders_are_left_alone(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Five.Colors.1984_frames"
    run("frames", flat_clip, "--frames", "8")
    (folder / "mine.txt").write_text("mine")
    assert "already exists" in run("frames", flat_clip, "--frames", "3", code=1).stderr
    run("frames", flat_clip, "--frames", "3", "--overwrite")
    assert len(list(folder.glob("*.png"))) == 3
    assert (folder / "mine.txt").exists()


@pytest.mark.parametrize(("command", "stop"), [
    (("--frames", "20000"), signal.SIGINT), (("--frames", "20000"), signal.SIGKILL),
    (("frames", "--frames", "20000"), signal.SIGTERM), (("frames", "--frames", "20000"), signal.SIGKILL),
])  # fmt: skip
def test_stopping(real_clips: list[Path], tmp_path: Path, stop: signal.Signals,
                  command: tuple[str, ...]) -> None:  # fmt: skip
    out = tmp_path / "out"
    arguments = [sys.executable, "-m", "filmprint", *command, str(real_clips[0]), "-o", str(out)]
    # A signal that is ignored here, as in the background of a shell, would be ignored there too.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, start_new_session=True)
    signal.signal(signal.SIGINT, inherited)
    if "frames" in command:
        folder = out / "big_buck_bunny_60s_frames"
        wait_until(lambda: folder.exists() and len(list(folder.iterdir())) > 5)
    else:
        wait_until(lambda: sum(map(int, members(process.pid))) > 3)
    process.send_signal(stop)
    _, errors = process.communicate(timeout=60)
    wait_until(lambda: not members(process.pid))
    if stop != signal.SIGKILL:
        assert process.returncode == 130
        assert "stopped" in errors and "Traceback" not in errors
    left = [path for path in out.rglob("*") if path.name.startswith(".filmprint")]
    assert not left
    assert not list(out.glob("*.json"))


def members(session: int) -> list[str]:
    """The live processes of a session: the seconds that each has worked."""
    listing = subprocess.run(
        ["ps", "-o", "cputimes=,stat=", "--sid", str(session)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.split()[0] for line in listing.stdout.splitlines() if " Z" not in line]


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited a minute in vain")


def test_commands_are_imported_when_they_run() -> None:
    code = "import sys; from filmprint.cli.app import COMMANDS, app; app.help_print([]); print(*sys.modules)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    others = {f"filmprint.cli.{name.replace('-', '_')}" for name in COMMANDS}
    assert "filmprint.cli.analyze" in loaded
    assert not {"numpy", "av", "matplotlib", "filmprint.library", *others} & set(loaded)


def test_a_commands_help_begins_as_its_function_does() -> None:
    for name, about in COMMANDS.items():
        function = app[name].default_command
        assert function is not None
        if not name.startswith("-"):
            assert (function.__doc__ or "").splitlines()[0] == about.splitlines()[0], name
