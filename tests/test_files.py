"""Fingerprint files: what is written is read back, and nothing else is."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import filmprint
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.fingerprint.file import dumps, loads
from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Picture, Sampling
from filmprint.render.drawing import draw_picture
from filmprint.render.save import save as save_picture


@st.composite
def fingerprints(draw: st.DrawFn) -> Fingerprint:
    n, k = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    seed = draw(st.integers(0, 10**6))
    random = np.random.default_rng(seed)
    colors = random.integers(0, 256, (n, k, 3)).astype(np.uint8)
    shares = np.round(random.dirichlet(np.ones(k), n), 6) + 1e-6
    for row, found in enumerate(random.integers(0, k + 1, n)):
        shares[row, found:] = 0
        colors[row, found:] = 0
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    film = Film(
        name=draw(text), title=draw(text), year=draw(st.none() | st.integers(1880, 2100)),
        start_seconds=1.4, duration_seconds=float(n), width=64, height=48, codec="h264",
        frame_rate=draw(st.none() | st.floats(1, 100)), size_bytes=10, modified_ns=2**62,
        color=ColorTags(matrix="bt709", primaries="bt709", transfer="bt709", range="limited",
                        assumed=("matrix",)),
        picture_area=PictureArea(x=0, y=0, width=64, height=48),
        picture_span=PictureSpan(start_seconds=0.5, end_seconds=n - 0.25),
        rotation=draw(st.sampled_from([0, 90, 180, 270])),
    )  # fmt: skip
    return Fingerprint(
        film=film, sampling=Sampling(frames=n, start=draw(st.none() | st.floats(-5, 5))),
        clustering=Clustering(clusters=k), times_seconds=np.sort(random.random(n)),
        colors=colors, shares=np.round(shares, 6).clip(0, 1), warnings=tuple(draw(st.lists(text, max_size=2))),
        loudness_lufs=draw(st.sampled_from([None, np.where(np.arange(n) % 2, -23.25, np.nan)])),
    )  # fmt: skip


@settings(deadline=None)
@given(fingerprints())
def test_what_is_written_is_read_back(fingerprint: Fingerprint) -> None:
    assert loads(dumps(fingerprint)) == fingerprint


def test_the_file_is_as_documented(demo_print: Fingerprint, tmp_path: Path) -> None:
    demo_print.save(tmp_path / "a.json")
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert list(data) == ["filmprint", "film", "options", "coverage", "warnings", "palette",
                          "times_seconds", "colors", "shares"]  # fmt: skip
    assert len(data["times_seconds"]) == len(data["colors"]) == len(data["shares"]) == 200
    for row, parts in zip(data["colors"], data["shares"], strict=True):
        assert 1 <= len(row) == len(parts) <= 7
        assert parts == sorted(parts, reverse=True)
        assert sum(parts) == pytest.approx(1, abs=1e-5)
    assert filmprint.load(tmp_path / "a.json") == demo_print


def test_a_fingerprint_cannot_be_changed(demo_print: Fingerprint) -> None:
    with pytest.raises(ValueError, match="read-only"):
        demo_print.colors[0] = 0
    with pytest.raises(AttributeError):
        demo_print.shares = demo_print.shares * 2  # type: ignore[misc]
    assert "200 samples" in repr(demo_print)


@pytest.mark.parametrize("change", [
    "", "[]", "{}", "null", "\0", '{"filmprint": {"format": 1}}', '{"filmprint": 3}',
    ("#", "@"), ('["#', '["#12", "#'), ('"shares": [\n[', '"shares": [\n[-1, '),
    ('"times_seconds": [', '"times_seconds": [99, '), ('"title": "', '"title": 5, "t": "'),
    ('"duration_seconds": ', '"duration_seconds": "x", "d": '), ('"colors": [\n', '"colors": [\n["#000000"],\n'), ('"clusters": 7', '"clusters": 2'),
    ('"clusters": 7', '"clusters": "x"'), ('"width": ', '"wide": '), ("[[", "[["), ('"shares": [',
    '"shares": [[0.5],'),
])  # fmt: skip
def test_files_that_are_none(demo_print: Fingerprint, tmp_path: Path,
                             change: str | tuple[str, str]) -> None:  # fmt: skip
    text = dumps(demo_print)
    if isinstance(change, tuple):
        changed = text.replace(*change)
        if changed == text:
            changed = text[: len(text) // 2]
        text = changed
    else:
        text = change
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(filmprint.FingerprintFileError, match=r"a\.json: (not a fingerprint|--cl)"):
        filmprint.load(tmp_path / "a.json")


def test_a_newer_format_is_refused(demo_print: Fingerprint, tmp_path: Path) -> None:
    text = dumps(demo_print).replace('"format": 1', '"format": 2')
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(filmprint.FingerprintFileError, match="Update filmprint"):
        filmprint.load(tmp_path / "a.json")


def test_a_new_field_is_ignored(demo_print: Fingerprint) -> None:
    text = dumps(demo_print).replace('"film": {', '"loudness": [1], "film": {"director": "X", ')
    assert loads(text) == demo_print


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail() -> None:
        with write_whole(target) as path:
            path.write_text("half")
            assert target.read_text() == "old"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"
    with write_whole(target) as path:
        path.write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "new"
    with pytest.raises(filmprint.OutputError, match="cannot be written"):
        write_whole(target / "b.txt").__enter__()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "pdf", "svg"])
def test_a_disk_that_gets_full_leaves_no_part(
    demo_print: Fingerprint, tmp_path: Path, suffix: str
) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    figure, target = draw_picture(demo_print, Picture(dpi=50)), tmp_path / f"a.{suffix}"
    save_picture(figure, target, "mark")
    size = target.stat().st_size
    for missing in (1, 100, size // 2):
        target.unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size - missing, limits[1]))
        try:
            with pytest.raises(filmprint.OutputError, match="cannot be written"):
                save_picture(figure, target, "mark")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert not list(tmp_path.iterdir())
