"""Lists of shots are read, and cuts are found where they are."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from clips import moving_frames, write_clip
from conftest import COLORS, Run
from filmprint.export.shot_list import shot_list
from filmprint.measures.cuts import find_shots_of_film
from filmprint.measures.shots import ShotListError, Shots, read_shots

EDL = """TITLE: REEL 1
FCM: NON-DROP FRAME

001  AX       V     C        00:00:10:00 00:00:12:12 01:00:00:00 01:00:02:12
* FROM CLIP NAME: A.MOV
002  AX       A     C        00:00:10:00 00:00:12:12 01:00:00:00 01:00:02:12
003  AX       V     D    024 00:10:00:00 00:10:05:00 01:00:02:12 01:00:07:12
004  AX       AA/V  C        00:00:00:00 00:00:01:00 01:00:07:12 01:00:08:12
"""


def read(folder: Path, text: str, rate: float | None = 24.0) -> Shots:
    path = folder / "shots"
    path.write_text(text, "utf-8")
    return read_shots(path, duration_seconds=100.0, frame_rate=rate)


def test_an_edl(tmp_path: Path) -> None:
    assert read(tmp_path, EDL).edges == pytest.approx([0, 2.5, 7.5, 8.5])
    with pytest.raises(ShotListError, match="frame rate"):
        read(tmp_path, EDL, None)


def test_drop_frame_timecodes(tmp_path: Path) -> None:
    """After ten minutes of 29.97 frames a second, timecode and clock agree again (SMPTE ST 12-1)."""
    edl = "1 A V C 00:00:00;00 00:01:00;02 00:00:00;00 00:01:00;02\n" \
          "2 A V C 00:00:00;00 00:01:00;02 00:01:00;02 00:10:00;00\n"  # fmt: skip
    edges = read(tmp_path, edl, 30000 / 1001).edges
    assert edges == pytest.approx([0, 1800 * 1001 / 30000, 17982 * 1001 / 30000])
    assert edges[2] == pytest.approx(600, abs=0.01)


def test_plain_times(tmp_path: Path) -> None:
    text = "# shots\n0\n0:12.5\n\n1:02 # the second reel\n"
    assert list(read(tmp_path, text).edges) == [0, 12.5, 62, 100]


@pytest.mark.parametrize(
    "text", ["", "one\n", "5\n3\n", "0\n200\n", "Scene Number,Start Time (seconds)\n", "\0" * 9]
)
def test_what_is_no_list(tmp_path: Path, text: str) -> None:
    with pytest.raises(ShotListError, match="shots"):
        read(tmp_path, text)
    (tmp_path / "shots").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ShotListError, match="not a text file"):
        read_shots(tmp_path / "shots", duration_seconds=1, frame_rate=24)


def test_our_list_is_read_back(tmp_path: Path) -> None:
    shots = Shots(np.array([0, 1.5, 4, 60.125]))
    text = shot_list(shots, 24).decode()
    assert text.splitlines()[1] == (
        "1,1,00:00:00.000,0.000,36,00:00:01.500,1.500,36,00:00:01.500,1.500"
    )
    assert (read(tmp_path, text).edges == shots.edges).all()


def test_pyscenedetects_own_list(tmp_path: Path) -> None:
    """With the line of timecodes that it puts first by default."""
    output = pytest.importorskip("scenedetect.output")
    scenedetect = pytest.importorskip("scenedetect")
    cuts = [scenedetect.FrameTimecode(n, 24.0) for n in (0, 36, 96, 240)]
    with (tmp_path / "list.csv").open("w") as file:
        output.write_scene_list(file, list(pairwise(cuts)))
    text = (tmp_path / "list.csv").read_text()
    assert not text.startswith("Scene")
    assert list(read(tmp_path, text.split("\n", 1)[1]).edges) == [0, 1.5, 4, 10]
    assert list(read(tmp_path, text).edges) == [0, 1.5, 4, 10]


def test_statistics() -> None:
    shots = Shots(np.array([0.0, 1, 3, 4, 10]))
    assert shots.median_length == 1.5
    assert list(shots.length_ecdf) == [0.5, 0.75, 0.5, 1]


def test_cuts_are_found(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("scenedetect")
    frames = []
    for color in COLORS[:4]:
        moving = [frame // 8 for frame in moving_frames(30, 160, 96)]
        frames += [np.clip(frame + np.array(color) * 7 // 8, 0, 255).astype(np.uint8)
                   for frame in moving]  # fmt: skip
    write_clip(tmp_path / "a.mkv", frames)
    result = run("shots", "a.mkv", "bad.mkv", "--max-memory", "1024", code=1)
    assert "a.shots.csv: 4 shots, median 1.25 s" in result.stdout
    found = read_shots(tmp_path / "a.shots.csv", duration_seconds=5, frame_rate=24)
    assert found.edges == pytest.approx([0, 1.25, 2.5, 3.75, 5], abs=0.01)
    assert "given up (--max-pixels)" in run("shots", "a.mkv", "--max-pixels", "9", code=1).stderr


def test_films_whose_frames_have_no_times(tmp_path: Path) -> None:
    """AVI with B-frames: its header has the rate of the ticks, not of the frames."""
    pytest.importorskip("scenedetect")
    path = write_clip(tmp_path / "a.avi", moving_frames(48, 160, 96), options={"bf": "2"})
    found = find_shots_of_film(path, 10**8, 24)
    assert found.frame_rate == pytest.approx(24, abs=0.2)
    assert list(found.shots.edges) == pytest.approx([0, 2], abs=0.02)
