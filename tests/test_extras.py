"""What is gathered besides colors: loudness, stills, the film's palette; read back."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import filmprint
from conftest import COLORS, Run
from filmprint.analysis.loudness import mean_loudness
from filmprint.color.names import GRAYS, color_name
from filmprint.color.palette import choose_colors
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.palette import film_palette
from filmprint.video.audio import MomentaryLoudness

FAST = ("--frames", "20", "--dpi", "50", "--jobs", "2")


def test_loudness_of_a_known_tone(loud_clip: Path) -> None:
    # A stereo sine of 1 kHz at -23 dBFS is -23 LUFS (EBU Tech 3341, test signal 1).
    found = filmprint.analyze(loud_clip, frames=10, loudness=True, jobs=2)
    assert found.loudness_lufs is not None
    assert found.loudness_lufs[1] == pytest.approx(-23, abs=0.1)
    assert found.loudness_lufs[[8, 9]] == pytest.approx(-33, abs=0.1)
    assert np.isnan(found.loudness_lufs[[4, 5]]).all()
    part = filmprint.analyze(loud_clip, frames=4, start=3.5, end=-0.5, loudness=True, jobs=1)
    assert part.loudness_lufs is not None
    assert part.loudness_lufs[1:] == pytest.approx(-33, abs=0.1)
    dense = filmprint.analyze(loud_clip, frames=500, loudness=True, jobs=1)
    assert dense.loudness_lufs is not None
    assert dense.loudness_lufs[30:130] == pytest.approx(-23, abs=0.1)
    assert found.colors.tolist() == filmprint.analyze(loud_clip, frames=10).colors.tolist()


def test_films_without_sound_or_with_a_broken_one(flat_clip: Path, loud_clip: Path,
                                                  tmp_path: Path) -> None:  # fmt: skip
    silent = filmprint.analyze(flat_clip, frames=10, loudness=True)
    assert silent.loudness_lufs is not None and np.isnan(silent.loudness_lufs).all()
    assert not silent.warnings
    broken = tmp_path / "broken.mkv"
    content = bytearray(loud_clip.read_bytes())
    place = 0
    while (place := content.find(b"\xff\xf8", place)) >= 0:  # where a FLAC frame begins
        content[place : place + 2] = b"\0\0"
    broken.write_bytes(content)
    found = filmprint.analyze(broken, frames=10, loudness=True)
    assert found.loudness_lufs is not None and np.isnan(found.loudness_lufs).all()
    assert found.coverage == 1
    assert any("sound cannot be decoded" in line for line in found.warnings)


@given(st.lists(st.floats(-69, 0), min_size=1, max_size=50), st.integers(1, 40))
def test_loudness_is_averaged_as_power(levels: list[float], count: int) -> None:
    times = np.arange(len(levels)) / 10
    found = MomentaryLoudness(times, np.array(levels))
    whole = mean_loudness(found, np.array([0, 100.0]))
    assert whole[0] == pytest.approx(
        10 * np.log10(np.mean(10 ** (np.array(levels) / 10))), abs=0.01
    )
    parts = mean_loudness(found, np.linspace(0, len(levels) / 10, count + 1))
    assert parts.shape == (count,)
    assert np.nanmax(parts) <= max(levels) + 0.01 and np.nanmin(parts) >= min(levels) - 0.01


def test_stills_are_on_their_sheet(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    run(flat_clip, *FAST, "--stills", "5")
    data = json.loads((tmp_path / "Five.Colors.1984.json").read_text())["stills"]
    with Image.open(tmp_path / data["sheet"]) as image:
        sheet = np.asarray(image.convert("RGB")).astype(int)
    assert [still["time_seconds"] for still in data["stills"]] == pytest.approx(
        [0.5, 1.5, 2.5, 3.5, 4.5], abs=0.5
    )
    for still, color in zip(data["stills"], COLORS, strict=True):
        cell = sheet[still["y"] :, still["x"] :][: data["height"], : data["width"]]
        assert cell.shape == (48, 64, 3)
        assert np.abs(cell[8:-8, 8:-8] - color).max() <= 2  # JPEG's edges run
        assert np.abs(cell.mean(axis=(0, 1)) - color).max() <= 3
    found = filmprint.load(tmp_path / "Five.Colors.1984.json")
    assert found.stills is not None
    for image, color in zip(found.stills.images(), COLORS, strict=True):
        assert np.abs(image.mean(axis=(0, 1)) - color).max() <= 3


def test_stills_of_a_real_film_are_not_black(real_clips: list[Path]) -> None:
    found = filmprint.analyze(real_clips[1], frames=100, stills=12)
    assert found.stills is not None
    images = [image.astype(float) for image in found.stills.images()]
    assert len(images) == 12
    for number, image in enumerate(images):
        assert image.mean() > 15 and image.std() > 15
        for other in images[:number]:
            assert np.abs(image - other).mean() > 5
    samples = [still.sample for still in found.stills.stills]
    assert min(np.diff(samples)) >= 2


def test_extras_are_added_to_what_is_there(run: Run, loud_clip: Path, tmp_path: Path) -> None:
    target, sheet = tmp_path / "Loud.2001.json", tmp_path / "Loud.2001.stills.jpg"
    run(loud_clip, *FAST)
    assert filmprint.load(target).loudness_lufs is None and not sheet.exists()
    run(loud_clip, *FAST, "--loudness", "--stills", "4")
    first = filmprint.load(target)
    assert first.loudness_lufs is not None and first.stills is not None
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert "up to date" in run(loud_clip, *FAST, "--loudness", "--stills", "4").stdout
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    sheet.unlink()
    assert filmprint.load(target).stills is None
    run(loud_clip, *FAST, "--loudness", "--stills", "4")
    assert filmprint.load(target) == first
    run(loud_clip, *FAST, "--stills", "3")
    stills = filmprint.load(target).stills
    assert stills is not None and len(stills.stills) == 3
    assert not list(tmp_path.glob(".filmprint*"))


def test_a_sheet_of_somebody_else_is_not_lost(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "Five.Colors.1984.stills.jpg"
    sheet.write_bytes(b"mine")
    assert "not from filmprint" in run(flat_clip, *FAST, "--stills", "4", code=1).stderr
    assert sheet.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == [sheet.name]


def test_a_wrong_sheet_is_left_out(flat_clip: Path, tmp_path: Path) -> None:
    found = filmprint.analyze(flat_clip, frames=10, stills=3)
    found.save(tmp_path / "a.json")
    assert filmprint.load(tmp_path / "a.json") == found
    shutil.copy(tmp_path / "a.stills.jpg", tmp_path / "b.jpg")
    (tmp_path / "a.stills.jpg").write_bytes((tmp_path / "b.jpg").read_bytes() + b"\0")
    assert filmprint.load(tmp_path / "a.json").stills is None
    text = (tmp_path / "a.json").read_text().replace("a.stills.jpg", "../b.jpg")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.json").write_text(text)
    assert filmprint.load(tmp_path / "c" / "a.json").stills is None


@pytest.mark.parametrize(("before", "after"), [
    ('"loudness_lufs": [', '"loudness_lufs": [-1.0, '), ('"loudness_lufs": [', '"loudness_lufs": [Infinity, '),
    ('"sample": 0, "x"', '"sample": 99, "x"'), ('"sample": 0, "x": ', '"sample": 0, "x": -'), ('"wanted": 3', '"wanted": "3"'),
    ('"stills": [{', '"stills": [7, {'), ('"sheet": "a', '"shoot": "a'),
])  # fmt: skip
def test_damaged_extras_are_refused(made_small: Path, tmp_path: Path, before: str,
                                    after: str) -> None:  # fmt: skip
    folder = made_small
    text = (folder / "a.json").read_text()
    changed = text.replace(before, after, 1)
    assert changed != text
    shutil.copy(folder / "a.stills.jpg", tmp_path)
    (tmp_path / "a.json").write_text(changed)
    with pytest.raises(filmprint.FingerprintFileError, match=r"a\.json: not a fingerprint file"):
        filmprint.load(tmp_path / "a.json")


@pytest.fixture(scope="session")
def made_small(loud_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small fingerprint and its stills, the first at sample 0."""
    folder = tmp_path_factory.mktemp("small")
    found = filmprint.analyze(loud_clip, frames=3, stills=3, loudness=True)
    found.save(folder / "a.json")
    return folder


def test_palette_of_known_colors(flat_clip: Path, tmp_path: Path) -> None:
    found = filmprint.analyze(flat_clip, frames=50)
    colors = film_palette(found)
    assert len(colors) == 5
    assert [color.share for color in colors] == pytest.approx([0.2] * 5)
    found.save(tmp_path / "a.json")
    for entry in json.loads((tmp_path / "a.json").read_text())["palette"]:
        color = list(bytes.fromhex(entry["color"][1:]))
        assert np.abs(np.array(COLORS) - color).max(axis=1).min() <= 1
        assert np.abs(found.colors[entry["sample"], 0].astype(int) - color).max() <= 1
        assert entry["time_seconds"] == found.times_seconds[entry["sample"]]


def test_a_small_vivid_color_is_in_the_palette() -> None:
    random = np.random.default_rng(0)
    grays = np.repeat(random.integers(0, 256, 5000), 3).reshape(-1, 3).astype(np.uint8)
    red = np.tile(np.array([[220, 20, 30]], np.uint8), (50, 1))
    found = choose_colors(np.concatenate([grays, red]), np.ones(5050), 5)
    assert len(found) == 5
    assert any(color.color == (220, 20, 30) and color.name == "red" for color in found), found


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=60),
       st.integers(5, 12))  # fmt: skip
def test_palettes_keep_their_promises(colors: list[tuple[int, int, int]], count: int) -> None:
    found = choose_colors(np.array(colors, np.uint8), np.ones(len(colors)), count)
    assert 1 <= len(found) <= count
    assert sum(color.share for color in found) == pytest.approx(1, abs=1e-4)
    assert [color.share for color in found] == sorted((c.share for c in found), reverse=True)
    lab = oklab_from_srgb([color.color for color in found])
    apart = np.linalg.norm(lab[:, None] - lab, axis=-1) + np.eye(len(found))
    assert apart.min() > 0.02


@settings(deadline=None)
@given(st.integers(0, 255), st.lists(st.integers(-1, 1), min_size=3, max_size=3))
def test_grays_have_the_names_of_grays(level: int, noise: list[int]) -> None:
    gray = np.clip(level + np.array(noise), 0, 255)
    assert color_name(gray) in GRAYS
    vivid = np.array([level, level // 2, 255 - level])
    if np.hypot(*oklab_from_srgb(vivid)[1:]) > 0.1:
        assert color_name(vivid) not in GRAYS


def test_color_names() -> None:
    assert color_name((0, 0, 0)) == "black"
    assert color_name((255, 255, 255)) == "white"
    assert color_name((146, 149, 145)) == "gray"
    ramp = [GRAYS.index(color_name([n, n, n])) for n in range(256)]
    assert ramp == sorted(ramp) and set(ramp) == set(range(len(GRAYS)))
    assert color_name((0x1D, 0x1D, 0x1D)) == "almost black"
    assert color_name((0x89, 0x89, 0x89)) == "medium gray"
    assert color_name((0x50, 0x2F, 0x20)) == "brown"  # a dark gray is nearer
    steps = range(0, 256, 15)
    names = {color_name((r, g, b)) for r in steps for g in steps for b in steps}
    assert len(names) > 500
    assert not [
        name for name in names if any(word in name for word in ("poo", "puke", "/", "sick"))
    ]
