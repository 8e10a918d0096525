"""Films that cannot be analyzed, or only with a warning: each says why in one line."""

from pathlib import Path

import numpy as np
import pytest

import filmprint
from clips import even_times, moving_frames, write_clip


def renamed(path: Path, old: bytes, new: bytes) -> Path:
    """A copy of an mp4 whose sample entry has another name."""
    content = path.read_bytes()
    assert content.count(old + bytes(4)) == 1
    copy = path.with_name(f"{new.decode()}.mp4")
    copy.write_bytes(content.replace(old + bytes(4), new + bytes(4)))
    return copy


@pytest.fixture(scope="module")
def h264(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("films") / "film.mp4", moving_frames(24))


def test_an_encrypted_film(tmp_path: Path, h264: Path) -> None:
    with pytest.raises(filmprint.FilmError, match=r"encrypted \(drmi\)"):
        filmprint.analyze(renamed(h264, b"avc1", b"drmi"), frames=4, jobs=1)
    common = write_clip(tmp_path / "cenc.mp4", moving_frames(24), container_options={
        "encryption_scheme": "cenc-aes-ctr", "encryption_key": "00" * 16,
        "encryption_kid": "11" * 16})  # fmt: skip
    with pytest.raises(filmprint.FilmError, match=r"encrypted \(encv\)"):
        filmprint.analyze(common, frames=4, jobs=1)


def test_a_codec_without_decoder_is_named(h264: Path) -> None:
    with pytest.raises(filmprint.FilmError, match=r"cannot be decoded here \(CFHE\)"):
        filmprint.analyze(renamed(h264, b"avc1", b"CFHE"), frames=4, jobs=1)


def test_dolby_vision_av1_is_decoded_as_av1(tmp_path: Path) -> None:
    plain = write_clip(tmp_path / "av1.mp4", moving_frames(12), codec="libsvtav1")
    dolby = filmprint.analyze(renamed(plain, b"av01", b"dav1"), frames=6, jobs=1)
    assert np.array_equal(dolby.colors, filmprint.analyze(plain, frames=6, jobs=1).colors)
    assert any("Dolby Vision" in warning for warning in dolby.warnings)


def test_what_is_there_of_a_film_cut_short_before_its_first_sample(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "whole.mp4", moving_frames(240), even_times(240),
                       options={"g": "12"}, container_options={"movflags": "faststart"})  # fmt: skip
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 4 // 10])
    reason = (
        r"cut short: only 0:0\d of 0:10 is readable, and no sample falls in it; use --end (0:0\d)"
    )
    with pytest.raises(filmprint.FilmError, match=reason) as refused:
        filmprint.analyze(cut, frames=1, jobs=1)
    end = str(refused.value).partition("--end ")[2].rstrip(".")
    assert filmprint.analyze(cut, frames=1, end=end, jobs=1).coverage == 1
