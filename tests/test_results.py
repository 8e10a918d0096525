"""Results: their names, what is kept of earlier runs, and where they cannot be written."""

import shutil
import signal
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import filmprint
from clips import even_times, flat_frames, write_clip
from conftest import COLORS, Run
from filmprint.fingerprint.provenance import SEARCHED_BYTES, TAG_PREFIX, carries_tag
from filmprint.library.jobs import find_films
from filmprint.library.result_names import Job
from filmprint.options import PICTURE_FORMATS, STYLES

FAST = ("--frames", "5", "--dpi", "20", "--jobs", "1")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film of two colors in the test's folder."""
    return write_clip(tmp_path / "a.mkv", flat_frames(COLORS[:2], 12, 32, 24), even_times(24))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def possible_results(job: Job) -> list[Path]:
    pictures = [job.picture_file(*each) for each in product(STYLES, PICTURE_FORMATS)]
    named = [job.fingerprint_file, job.contact_sheet, job.frames_folder, job.report_file]
    thumbnails = [job.thumbnail_track, job.thumbnail_sheet(1)]
    return named + pictures + thumbnails


def test_results_of_a_film_have_names_of_their_own() -> None:
    results = possible_results(Job(Path("a.mkv"), Path("a")))
    assert len(results) == len(set(results)) == 6 + len(STYLES) * len(PICTURE_FORMATS)
    assert Job(Path("a.mkv"), Path("a")).picture_file("stills", "png") == Path("a.stills.png")


def test_folders_without_a_name_have_that_of_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub" / "inner").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "sub")
    here, film = find_films([Path(), Path("../sub.mp4")], Path())
    assert (here.base, film.base) == (Path("sub"), Path("sub.mp4"))
    monkeypatch.chdir(tmp_path / "sub" / "inner")
    assert find_films([Path("..")], Path("out"))[0].base == Path("out/sub")
    assert find_films([Path("../%d.png")], Path("out"))[0].base == Path("out/sub")


@settings(deadline=None)
@given(st.lists(st.tuples(
    st.sampled_from(["a", "b", "a.ring", "a.stills", "a.stills-grid", "a.ring.palette", "a.thumbnails-1",
                     "a_frames", "a.mp4"]),
    st.sampled_from(["mp4", "mkv"]),
), min_size=2, max_size=8, unique=True))  # fmt: skip
def test_results_of_a_run_have_names_of_their_own(names: list[tuple[str, str]]) -> None:
    try:
        jobs = find_films([Path(".".join(name)) for name in names], Path("out"))
    except filmprint.OptionError as error:  # such as a.mp4 and a.mkv, beside a.mp4.mkv
        assert "would both write" in str(error)
        assert "a.mp4" in [name for name, _ in names]
        return
    for one, other in combinations(jobs, 2):
        assert not set(possible_results(one)) & set(possible_results(other)), (one, other)


def test_a_film_named_like_a_style_of_another(run: Run, film: Path, tmp_path: Path) -> None:
    shutil.copy(film, tmp_path / "a.ring.mkv")
    run("a.ring.mkv", *FAST, "-o", "alone")
    assert set(contents(tmp_path / "alone")) == {"a.ring.json", "a.ring.png"}
    # In one run, both have names of their own, also with --overwrite.
    for _ in range(2):
        run("a.mkv", "a.ring.mkv", *FAST, "--style", "poster,ring", "-o", "out", "--overwrite")
    assert set(contents(tmp_path / "out")) == {
        "a.json", "a.png", "a.ring.png", "a.ring.mkv.json", "a.ring.mkv.png", "a.ring.mkv.ring.png",
        "filmprint-summary.csv",
    }  # fmt: skip
    # Across runs and commands, what is there is not lost.
    before = contents(tmp_path / "alone")
    for command in (("a.mkv", *FAST, "--style", "ring"), ("panel", "alone/a.ring.json", "--name", "a.ring", "--dpi", "20")):  # fmt: skip
        assert "is of another" in run(*command, "-o", "alone", code=1).stderr
    assert contents(tmp_path / "alone").items() >= before.items()
    # Fingerprint files alike.
    shutil.copy(tmp_path / "out" / "a.json", tmp_path / "alone" / "a.json")
    run(
        "render",
        "alone/a.json",
        "alone/a.ring.json",
        "--style",
        "poster,ring",
        "--dpi",
        "20",
        "-o",
        "new",
    )
    assert set(contents(tmp_path / "new")) == {
        "a.png", "a.ring.png", "a.ring.json.png", "a.ring.json.ring.png"
    }  # fmt: skip


def test_stills_as_jpeg_leave_the_contact_sheet_alone(run: Run, film: Path, tmp_path: Path) -> None:
    run(film, *FAST, "--style", "stills", "--format", "jpg,png", "-o", "out")
    assert set(contents(tmp_path / "out")) == {
        "a.json",
        "a.stills.jpg",
        "a.stills-grid.jpg",
        "a.stills.png",
    }
    found = filmprint.load(tmp_path / "out" / "a.json")
    assert found.stills is not None
    with Image.open(tmp_path / "out" / "a.stills-grid.jpg") as image:
        assert image.size == (320, 200)
    again = run(film, *FAST, "--style", "stills", "--format", "jpg,png", "-o", "out")
    assert "up to date" in again.stdout


def test_images_of_one_name_keep_their_suffix(run: Run, tmp_path: Path) -> None:
    for number, name in enumerate(("a.jpg", "a.png", "b.png")):
        Image.new("RGB", (20, 20), COLORS[number]).save(tmp_path / name)
    run("palette", "a.jpg", "a.png", "b.png", "--dpi", "20", "-o", "out")
    assert set(contents(tmp_path / "out")) == {
        "a.jpg.palette.png",
        "a.png.palette.png",
        "b.palette.png",
    }
    run("palette", "a.jpg", "--dpi", "20", "-o", "one")
    before = contents(tmp_path / "one")
    assert "is of another" in run("palette", "a.png", "--dpi", "20", "-o", "one", code=1).stderr
    assert contents(tmp_path / "one") == before


def test_fast_does_not_cost_an_exact_fingerprint(run: Run, film: Path, tmp_path: Path) -> None:
    run(film, *FAST)
    exact = (tmp_path / "a.json").read_bytes()
    for frames in ("5", "3"):
        result = run(film, "--frames", frames, *FAST[2:], "--fast", "--style", "strip")
        assert "a.json is exact and was kept" in result.stderr
        assert (tmp_path / "a.strip.png").exists()
    for option in (("--frames", "9"), ("--clusters", "3"), ("--end", "0.5")):
        rest = FAST[2:] if "--frames" in option else FAST
        result = run(film, *rest, "--fast", *option, code=1)
        assert "is exact, with other options" in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert (tmp_path / "a.json").read_bytes() == exact
    run(film, *FAST, "--fast", "--overwrite")
    assert filmprint.load(tmp_path / "a.json").sampling.fast
    run(film, *FAST)
    assert (tmp_path / "a.json").read_bytes() == exact


def test_links_to_results_stay_links(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    for name in ("a.json", "a.png"):
        (tmp_path / name).symlink_to(Path("disk", name))
    run(film, *FAST)
    run(film, *FAST, "--overwrite", "--title", "Other")
    for name in ("a.json", "a.png"):
        assert (tmp_path / name).is_symlink()
    assert set(contents(tmp_path / "disk")) == {"a.json", "a.png"}


@pytest.mark.parametrize("command", [(), ("frames",)])
def test_a_failed_overwrite_says_what_is_left(run: Run, film: Path, tmp_path: Path,
                                              command: tuple[str, ...]) -> None:  # fmt: skip
    options = FAST if not command else ("--frames", "3")
    run(*command, film, *options, "-o", "out")
    film.write_bytes(b"no film any more")
    before = sorted((tmp_path / "out").rglob("*"))
    (line,) = run(*command, film, *options, "-o", "out", "--overwrite", code=1).stderr.splitlines()
    left = "a_frames" if command else "a.json, a.png"
    assert "not a film" in line and line.endswith(f". Still there from an earlier run: {left}.")
    assert sorted((tmp_path / "out").rglob("*")) == before
    (line,) = run(*command, film, *options, "-o", "new", "--overwrite", code=1).stderr.splitlines()
    assert "not a film" in line and "earlier" not in line


def test_frames_are_replaced_when_the_new_ones_are_there(
    run: Run, film: Path, tmp_path: Path
) -> None:
    run("frames", film, "--frames", "5")
    run("frames", film, "--frames", "3", "--format", "jpg", "--overwrite")
    assert sorted(contents(tmp_path / "a_frames")) == [f"a_0000{n}.jpg" for n in (1, 2, 3)]


def test_output_that_cannot_be_written_is_noticed_first(
    run: Run, film: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "b.png").mkdir()
    film.rename(tmp_path / "b.mkv")
    for arguments in (("b.mkv", *FAST, "-o", "file"), ("frames", "b.mkv", "-o", "file/below"),
                      ("b.mkv", *FAST, "--overwrite")):  # fmt: skip
        # If the film were decoded at all, it would be gone over for an hour.
        (line,) = run(*arguments, "--max-time", "1000", code=1).stderr.splitlines()
        assert "cannot be written" in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.mkv", "b.png", "file"]


def test_a_folder_for_the_summary_does_not_cost_the_totals(
    run: Run, film: Path, tmp_path: Path
) -> None:
    shutil.copy(film, tmp_path / "b.mkv")
    (tmp_path / "filmprint-summary.csv").mkdir()
    result = run("a.mkv", "b.mkv", *FAST, code=1)
    assert result.stdout.splitlines()[-1].startswith("2 films: 2 analyzed, in ")
    (line,) = result.stderr.splitlines()
    assert "filmprint-summary.csv" in line and "move it away" in line


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no such signal")
@pytest.mark.parametrize("ignored", [True, False])
def test_a_run_under_nohup_lives_on(film: Path, tmp_path: Path, ignored: bool) -> None:
    program = (
        "import os, signal, sys\n"
        f"signal.signal(signal.SIGHUP, signal.{'SIG_IGN' if ignored else 'SIG_DFL'})\n"
        "from filmprint.cli import console\n"
        "begin = console.Console.begin\n"
        "def hang_up(*arguments):\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "    return begin(*arguments)\n"
        "console.Console.begin = hang_up\n"
        "from filmprint.cli.app import main\n"
        f"main([{str(film)!r}, *{FAST!r}])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False
    )
    assert result.returncode == (0 if ignored else 130)
    assert (tmp_path / "a.png").exists() == ignored


def test_a_large_file_of_others_is_not_read_whole(run: Run, film: Path, tmp_path: Path) -> None:
    """3 GB, which would not fit into the memory that the program may take here."""
    for name in ("a.png", "a.tiff"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(3 * 2**30)
    limited = "ulimit -v 2000000; exec " + " ".join(
        [sys.executable, "-m", "filmprint", "a.mkv", *FAST]
    )
    result = subprocess.run(["sh", "-c", limited + " --format png,tiff"], cwd=tmp_path, check=False,
                            capture_output=True, text=True, timeout=300)  # fmt: skip
    assert result.returncode == 1
    assert "a.png: already exists and is not from filmprint" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_tags_are_found_in_large_pictures(
    tmp_path: Path, demo_print: filmprint.Fingerprint
) -> None:
    """Of each format, the tag stands within the part that is searched, however large the rest."""
    from filmprint.options import Picture
    from filmprint.render.drawing import draw_picture
    from filmprint.render.save import save

    wide = Picture(size="200x2in", dpi=100)
    for suffix in PICTURE_FORMATS:
        path = tmp_path / f"a.{suffix}"
        save(draw_picture(demo_print, wide), path, f"{TAG_PREFIX}x")
        data = path.read_bytes()
        found = data.index(TAG_PREFIX.encode())
        assert min(found, len(data) - found) < SEARCHED_BYTES / 10
        assert carries_tag(path, TAG_PREFIX) and not carries_tag(path, f"{TAG_PREFIX}y")
    noise = np.random.default_rng(0).bytes(3 * SEARCHED_BYTES)
    (tmp_path / "b.png").write_bytes(noise + TAG_PREFIX.encode() + noise)
    assert not carries_tag(tmp_path / "b.png", TAG_PREFIX)


def test_an_unchanged_film_does_not_load_what_draws(run: Run, film: Path, tmp_path: Path) -> None:
    run(film, *FAST, "--title", "Nausicaä 風")
    program = (
        "import sys\n"
        "from filmprint.cli.app import main\n"
        "try:\n"
        f"    main([{str(film)!r}, *{FAST!r}, '--title', 'Nausicaä 風'])\n"
        "finally:\n"
        "    print('matplotlib' in sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "up to date" in result.stdout and result.stdout.splitlines()[-1] == "False"
    assert set(dir(filmprint)) >= set(filmprint.__all__)
