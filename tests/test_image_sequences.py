"""Films that are images: numbered series, folders, lists, and animations."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.codec.context import CodecContext
from PIL import Image

import filmprint
from clips import even_times, moving_frames, write_clip
from filmprint.analysis.pipeline import fingerprint
from filmprint.fingerprint.film_files import state_of
from filmprint.library.jobs import find_films
from filmprint.library.result_names import Job
from filmprint.library.up_to_date import kept_fingerprint
from filmprint.options import Clustering, Sampling
from filmprint.processes.workers import Workers
from filmprint.video import all_frames
from filmprint.video.conversion import SCALING
from filmprint.video.image_sequence import ImageSequence, exact_rate

AVERAGE = Clustering(clusters=1, method="average", space="srgb")
Analyze = Callable[..., filmprint.Fingerprint]


@pytest.fixture
def analyze(workers: Workers) -> Analyze:
    """The average colors of a film's samples, without looking for bars and black ends."""

    def analyze(path: Path, frames: int, **options: object) -> filmprint.Fingerprint:
        sampling = Sampling(frames=frames, crop="none", trim="none", **options)
        try:
            return fingerprint(path, sampling, AVERAGE, workers)
        finally:
            workers.end_film()

    return analyze


def colors(count: int) -> list[tuple[int, int, int]]:
    """Colors that tell a frame's number."""
    return [(n * 97 % 200 + 30, n * 61 % 200 + 30, n * 31 % 200 + 30) for n in range(count)]


def write_images(folder: Path, numbers: Sequence[int], name: str = "f_{:04d}.png") -> Path:
    """An image for each number, in its color; the numbers begin at 1."""
    folder.mkdir(exist_ok=True)
    of_number = colors(max(numbers))
    for number in numbers:
        Image.new("RGB", (64, 48), of_number[number - 1]).save(folder / name.format(number))
    return folder


def encoded(pixels: np.ndarray, codec: str, pixel_format: str) -> bytes:
    """An image file, by FFmpeg's encoder, from RGB of 8 bits."""
    context = CodecContext.create(codec, "w")
    context.height, context.width = pixels.shape[:2]
    context.pix_fmt, context.time_base = pixel_format, Fraction(1, 24)
    context.options = {"lossless": "1"} if codec == "libwebp" else {}
    deep = "48" in pixel_format or "16" in pixel_format
    exact = pixels.astype(np.uint16) * 257 if deep else pixels  # swscale would round
    if "gray" in pixel_format:
        exact = exact[..., 0]
    same = deep or "gray" in pixel_format
    frame = av.VideoFrame.from_ndarray(exact, format=pixel_format if same else "rgb24")
    frame = frame.reformat(format=pixel_format, interpolation=SCALING)
    frame.pts = 0
    return b"".join(map(bytes, [*context.encode(frame), *context.encode(None)]))


def test_a_film_s_exported_frames_have_its_colors(
    tmp_path: Path, run: Callable[..., object], workers: Workers
) -> None:
    film = write_clip(tmp_path / "film.mkv", moving_frames(48), even_times(48))
    run("frames", film, "--frames", 24)
    pattern = tmp_path / "film_frames" / "film_%05d.png"
    of_film = fingerprint(film, Sampling(frames=24), Clustering(), workers)
    of_frames = filmprint.analyze(pattern.parent, frames=24, jobs=2)
    assert np.abs(of_film.colors.astype(int) - of_frames.colors).max() <= 1
    assert np.abs(of_film.shares - of_frames.shares).max() < 0.01
    assert of_frames == fingerprint(pattern.parent, Sampling(frames=24), Clustering(), workers)
    run(pattern, "--frames", 24, "--rate", 12)
    by_pattern = filmprint.load(tmp_path / "film.json")
    assert np.array_equal(by_pattern.colors, of_frames.colors)
    assert (of_frames.film.duration_seconds, by_pattern.film.duration_seconds) == (1.0, 2.0)
    assert (of_frames.film.name, by_pattern.film.name) == ("film_frames", "film")
    kept = (tmp_path / "film.json", pattern, by_pattern.sampling, by_pattern.clustering)
    assert kept_fingerprint(*kept) is not None
    os.utime(pattern.with_name("film_00003.png"), (2e9, 2e9))
    assert kept_fingerprint(*kept) is None


def test_numbers_tell_the_time(tmp_path: Path, analyze: Analyze) -> None:
    gap = write_images(tmp_path / "gap", [*range(1, 5), *range(7, 41), *range(70, 101)])
    film = analyze(gap, 100)
    shown = [n if n not in (5, 6) else 4 for n in range(1, 101)]
    missing = np.isin(np.arange(1, 101), range(41, 70))
    assert np.array_equal(film.decoded, ~missing)
    expected = np.array(colors(100))[np.array(shown) - 1]
    assert np.array_equal(film.colors[~missing, 0], expected[~missing])
    assert "31 of its numbers are missing, the first after f_0004.png." in film.warnings
    steps = write_images(tmp_path / "steps", range(1, 52, 10), "{}.png")  # 1, 11, ... unpadded
    film = analyze(steps / "%d.png", 6, rate=23.976)
    assert film.film.duration_seconds == float(6 * Fraction(1001, 24000))
    assert np.array_equal(film.colors[:, 0], np.array(colors(51))[::10])


def test_rates_are_what_they_say_but_for_those_of_ntsc() -> None:
    whole = range(1, 241)
    assert [exact_rate(rate) for rate in whole] == [*whole]
    for nominal, rate in ((24, 23.976), (30, 29.97), (48, 47.952), (60, 59.94), (120, 119.88)):
        assert exact_rate(rate) == Fraction(nominal * 1000, 1001)
    assert (exact_rate(0.999), exact_rate(12.5)) == (Fraction(999, 1000), Fraction(25, 2))


def test_a_list_is_shown_in_its_order(tmp_path: Path, analyze: Analyze) -> None:
    write_images(tmp_path / "shots", range(1, 6))
    order = [3, 1, 5, 5, 2]
    listed = tmp_path / "order.txt"
    lines = [f"shots/f_{number:04d}.png" for number in order]
    listed.write_text("# a comment\n\n" + "\r\n".join(lines))
    film = analyze(listed, 5)
    assert np.array_equal(film.colors[:, 0], np.array(colors(5))[np.array(order) - 1])
    assert film.film.title == "order"


@pytest.mark.skipif(sys.platform == "win32", reason="it lacks FIFOs")
@pytest.mark.parametrize(("line", "reason"), [
    ("http://127.0.0.1:9/a.png", "No such file"),
    ("concat:a.png|b.png", "No such file"),
    ("/etc/passwd", "not a list of images"),
    ("/dev/zero", "not a list of images"),
    ("pipe.png", "not a file"),
    ("a.png\nb.jpg", "of one kind"),
    ("", "without images"),
])  # fmt: skip
def test_a_list_opens_nothing_but_images(
    tmp_path: Path, analyze: Analyze, line: str, reason: str
) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("a.png", "b.jpg"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    (tmp_path / "list.txt").write_text(line)
    with pytest.raises(filmprint.FilmError, match=reason):
        analyze(tmp_path / "list.txt", 2)


@pytest.mark.skipif(sys.platform == "win32", reason="it lacks FIFOs")
def test_a_series_is_of_regular_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A FIFO or folder that is named like an image is not opened."""
    for n in (1, 2):
        (tmp_path / f"a_{n}.dpx").write_bytes(b"SDPX")
        (tmp_path / f"b_{n}.dpx").write_bytes(b"SDPX")
    os.mkfifo(tmp_path / "a_0.dpx")
    (tmp_path / "b_0.dpx").mkdir()
    (tmp_path / "list.txt").write_text("b_1.dpx")
    for pattern in ("a_%d.dpx", "b_%d.dpx"):
        with pytest.raises(filmprint.FilmError, match=r"_0.dpx: not a file\."):
            ImageSequence(tmp_path / pattern, 10**6, rate=24)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(filmprint.FilmError, match=r"list.txt: Permission denied\."):
        state_of(tmp_path / "list.txt")


def test_images_that_are_damaged_or_of_another_size(tmp_path: Path, analyze: Analyze) -> None:
    folder = write_images(tmp_path / "shots", range(1, 41))
    whole = (folder / "f_0011.png").read_bytes()
    (folder / "f_0011.png").write_bytes(whole[: len(whole) // 2])
    (folder / "f_0012.png").write_bytes(b"#EXTM3U\n/etc/passwd\n")
    for number in range(20, 40):  # longer than a frame stands in
        (folder / f"f_{number:04d}.png").write_bytes(b"")
    Image.new("L", (30, 90), 77).save(folder / "f_0003.png")
    small = all_frames(folder, width=32, frame_rate=24, by_number=False, max_pixels=10**6)
    assert {frame.bgr.shape for frame in small} == {(24, 32, 3)}
    film = analyze(folder, 40)
    expected = np.array(colors(40))
    expected[2], expected[10], expected[11] = 77, expected[9], expected[9]
    expected[19:31] = expected[18]
    assert np.array_equal(np.flatnonzero(~film.decoded), np.arange(31, 39))
    assert np.array_equal(film.colors[film.decoded, 0], expected[film.decoded])
    assert np.allclose(film.stand_in_seconds[10:12], [-1 / 24, -2 / 24])
    assert "8 of 40 samples could not be answered." in film.warnings


@pytest.mark.parametrize(("suffix", "codec", "pixel_format"), [
    ("png", "png", "rgb48be"), ("jpg", "mjpeg", "yuvj420p"), ("tif", "tiff", "rgb24"),
    ("exr", "exr", "gbrpf32le"), ("dpx", "dpx", "gbrp10be"), ("bmp", "bmp", "bgr24"),
    ("webp", "libwebp", "bgra"), ("j2k", "jpeg2000", "rgb24"),
])  # fmt: skip
def test_an_image_cut_short_is_not_believed(tmp_path: Path, analyze: Analyze, suffix: str,
                                            codec: str, pixel_format: str) -> None:  # fmt: skip
    noise = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    whole = encoded(noise, codec, pixel_format)
    for n, length in enumerate([1.0, 0.1, 0.5, 0.9, 1.0]):
        (tmp_path / f"{n}.{suffix}").write_bytes(whole[: int(len(whole) * length)])
    film = analyze(tmp_path / f"%d.{suffix}", 5, rate=1)  # too slow for another to stand in
    assert film.decoded.tolist() == [True, False, False, False, True]


@pytest.mark.parametrize(("suffix", "codec", "pixel_format", "tolerance"), [
    ("png", "png", "rgb48be", 0), ("png", "png", "rgba", 0), ("png", "png", "gray16be", 0),
    ("jpg", "mjpeg", "yuvj444p", 2), ("tif", "tiff", "rgb48le", 0), ("tif", "tiff", "gray", 0),
    ("dpx", "dpx", "gbrp10be", 1), ("dpx", "dpx", "rgb48be", 0), ("bmp", "bmp", "bgr24", 0),
    ("j2k", "jpeg2000", "rgb24", 0), ("tga", "targa", "bgr24", 0), ("webp", "libwebp", "bgra", 0),
    ("ppm", "ppm", "rgb24", 0),
])  # fmt: skip
def test_kinds_of_images(tmp_path: Path, analyze: Analyze, suffix: str, codec: str,
                         pixel_format: str, tolerance: int) -> None:  # fmt: skip
    shown = [(200, 100, 30), (10, 20, 60)]
    if "gray" in pixel_format:
        shown = [(200, 200, 200), (17, 17, 17)]
    for n, color in enumerate(shown):
        pixels = np.full((48, 64, 3), color, np.uint8)
        (tmp_path / f"{n}.{suffix}").write_bytes(encoded(pixels, codec, pixel_format))
    film = analyze(tmp_path / f"%d.{suffix}", 2)
    assert np.abs(film.colors[:, 0].astype(int) - shown).max() <= tolerance


def test_openexr_is_linear_light(tmp_path: Path, analyze: Analyze) -> None:
    pixels = np.full((48, 64, 3), (255, 55, 0), np.uint8)  # as linear light
    for n in range(2):
        (tmp_path / f"{n}.exr").write_bytes(encoded(pixels, "exr", "gbrpf32le"))
    film = analyze(tmp_path / "%d.exr", 2)
    in_srgb = 255 * (1.055 * (55 / 255) ** (1 / 2.4) - 0.055)
    assert np.abs(film.colors[0, 0] - np.array([255, in_srgb, 0])).max() <= 1


def test_a_folder_is_one_film_or_many(tmp_path: Path, analyze: Analyze) -> None:
    folder = write_images(tmp_path / "shots", range(1, 4))
    Image.new("RGB", (8, 8)).save(folder / "poster.png")
    assert len(analyze(folder, 3)) == 3
    assert find_films([folder], tmp_path) == [Job(folder, tmp_path / "shots")]
    write_images(folder, [1, 2], "take {}.png")
    with pytest.raises(filmprint.FilmError, match=r"2 series \(f_%d.png, take %d.png, ...\); name"):
        analyze(folder, 3)
    assert find_films([folder / "take %d.png"], tmp_path)[0].base == tmp_path / "take"
    write_clip(folder / "inner.mkv", moving_frames(4))
    assert [job.source.name for job in find_films([folder], tmp_path)] == ["inner.mkv"]


@pytest.mark.parametrize("suffix", ["gif", "png", "avif", "webp"])
def test_animations_are_films(tmp_path: Path, analyze: Analyze, suffix: str) -> None:
    frames = []
    for n in range(20):  # later frames change a part of the picture only
        image = Image.new("RGB", (64, 48), (40, 200, 90))
        image.paste((250, n * 10, 20), (0, 0, 3 * n + 1, 48))
        frames.append(image)
    options = {"avif": {"quality": 95}, "webp": {"lossless": True}}.get(suffix, {})
    path = tmp_path / f"film.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, loop=0, **options)
    film = analyze(path, 20)
    expected = np.array([np.asarray(frame).reshape(-1, 3).mean(axis=0) for frame in frames])
    assert film.film.duration_seconds == pytest.approx(2, abs=1e-6)
    assert np.abs(film.colors[:, 0] - expected).max() <= (3 if suffix == "avif" else 1)


@pytest.mark.parametrize("suffix", ["gif", "png", "avif", "webp", "jpg"])
def test_a_still_image_is_no_film(tmp_path: Path, analyze: Analyze, suffix: str) -> None:
    still = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(still, "JPEG" if suffix == "jpg" else suffix)
    path = tmp_path / f"still.{suffix}"
    path.write_bytes(still.getvalue())
    with pytest.raises(filmprint.FilmError, match="a still image, not a film"):
        analyze(path, 4)
