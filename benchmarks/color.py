"""Measure how true the colors are and write docs/color.md: python benchmarks/color.py [FILM...]

Encodes its own clips of patches with PyAV's encoders. Needs pip install -e '.[bench]'; a column
for OpenCV is made where opencv-python-headless is installed. Films given are used for the table
on averages and scaling; without any, that table is kept as it is.
"""

import argparse
import importlib.metadata
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from PIL import Image

try:
    import cv2
except ImportError:
    cv2 = None

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from color_cases import HDR_CASES, SDR_CASES
from filmprint.color.arrays import ByteArray
from filmprint.color.clustering import cluster
from filmprint.color.spaces import linear_from_srgb, srgb_from_linear
from filmprint.options import Clustering, Sampling
from filmprint.video import probe_headers
from filmprint.video.conversion import SCALING, Converter
from patches import (
    HDR_PATCHES,
    HIGHLIGHTS,
    SDR_PATCHES,
    Case,
    centers,
    colour,
    delta_e,
    expected,
    frame_of,
    stored_in,
    write,
)

PAGE = Path(__file__).parents[1] / "docs" / "color.md"
FRAMES_OF_A_FILM = 12


def convert(cases: list[Case], folder: Path) -> dict[str, np.ndarray]:
    """The patches of each case after `filmprint frames`, by the case's name."""
    for case in cases:
        write(case, folder)
    command = ["frames", str(folder), "--frames", "1", "-o", str(folder / "out"), "-q"]
    subprocess.run([sys.executable, "-m", "filmprint", *command], check=True)
    found = {}
    for case in cases:
        (picture,) = (folder / "out" / f"{Path(case.file_name).stem}_frames").iterdir()
        found[case.name] = centers(np.asarray(Image.open(picture)))
    return found


def by_pyav(path: Path) -> np.ndarray | None:
    with av.open(str(path)) as container:
        try:
            return centers(next(container.decode(video=0)).to_ndarray(format="rgb24"))
        except av.error.FFmpegError:  # it refuses reserved tags
            return None


def by_opencv(path: Path) -> np.ndarray | None:
    good, picture = cv2.VideoCapture(str(path)).read()
    return centers(picture[:, :, ::-1]) if good else None


def sdr_rows(folder: Path) -> list[list[str]]:
    rows = []
    for case, found in zip(SDR_CASES, convert(SDR_CASES, folder).values(), strict=True):
        path = folder / case.file_name
        right = expected(case, path)

        def error(colors: np.ndarray | None, right: np.ndarray = right) -> str:
            return "fails" if colors is None else f"{np.abs(colors - right).max():.1f}"

        # Two digits for our own: the half level of rounding to 8 bits is nearly all of it.
        ours = f"{np.abs(found - right).max():.2f}"
        goal = "1.0" if _bits(case) == 8 else "1.5"
        others = [error(by_pyav(path)), error(by_opencv(path)) if cv2 else "-"]
        rows.append([case.name, case.pixel_format, *others, ours, goal])
    return rows


def _bits(case: Case) -> int:
    return int(av.VideoFormat(case.pixel_format).components[0].bits)


def swscale_rows() -> list[list[str]]:
    """The other ways that there would have been: RGB by swscale alone, with its best flags."""
    rows = []
    for pixel_format, full, target, size in (
        ("yuv420p10le", False, "rgb24", (640, 360)),
        ("yuv420p10le", True, "rgb24", (640, 360)),
        ("yuv420p12le", True, "rgb24", (640, 360)),
        ("yuv420p10le", False, "rgb48le", (640, 360)),
        ("yuv420p10le", False, "rgb48le", (1280, 720)),
        ("gray10le", False, "rgb24", (640, 360)),
    ):
        case = Case("", "", pixel_format, size=(1280, 720), full=full)
        frame = frame_of(case)
        small = VideoReformatter().reformat(
            frame, *size, target, src_colorspace=1, dst_colorspace=1,
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG, interpolation=SCALING, threads=1,
        )  # fmt: skip
        found = centers(small.to_ndarray()) / (1 if target == "rgb24" else 257)
        error = np.abs(found - 255 * stored_in(frame, case)).max()
        kind = f"{pixel_format}, {'full' if full else 'limited'} range"
        lines = "720 to 360 lines" if size[1] == 360 else "720 lines, not scaled"
        rows.append([kind, target, lines, f"{error:.1f}"])
    return rows


def hdr_rows(folder: Path) -> list[list[str]]:
    grays = [int(np.flatnonzero((nits == HDR_PATCHES).all(axis=1))[0]) for nits in HIGHLIGHTS]
    rows = []
    for case, found in zip(HDR_CASES, convert(HDR_CASES, folder).values(), strict=True):
        path = folder / case.file_name
        right = expected(case, path)
        ours, plain = delta_e(found, right), delta_e(by_pyav(path), right)
        levels = ", ".join(f"{found[gray, 1]:.0f}" for gray in grays)
        rows.append([case.name, f"{case.peak:g}", f"{plain.mean():.1f}", f"{ours.mean():.2f}",
                     f"{ours.max():.2f}", levels])  # fmt: skip
    return rows


def in_linear_light(picture: ByteArray, size: tuple[int, int]) -> ByteArray:
    """Scaled down by the same filter, in linear light of 16 bits."""
    light = np.rint(linear_from_srgb(np.arange(256)) * 65535).astype(np.uint16)[picture]
    small = VideoReformatter().reformat(
        av.VideoFrame.from_ndarray(light, format="rgb48le"), *size, "rgb48le",
        interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND, threads=1,
    )  # fmt: skip
    return np.rint(srgb_from_linear(small.to_ndarray() / 65535)).astype(np.uint8)


def light_rows(films: list[Path]) -> list[list[str]]:
    """What working in stored values costs against working in light, on frames of films."""
    figures: dict[str, list[float]] = {}

    def note(what: str, first: np.ndarray, second: np.ndarray) -> None:
        difference = delta_e(
            first.reshape(-1, 3).astype(float), second.reshape(-1, 3).astype(float)
        )
        figures.setdefault(what, []).append(float(difference.mean()))

    seconds = {"stored": 0.0, "light": 0.0}
    for path in films:
        looked = probe_headers(path)
        converter = Converter(looked.film.color)
        for whole in _frames(path):
            box = Sampling().box
            shrunk = min(1, box[0] / whole.width, box[1] / whole.height)
            size = round(whole.width * shrunk), round(whole.height * shrunk)
            began = time.thread_time()
            small = converter.to_srgb(whole, size)
            seconds["stored"] += time.thread_time() - began
            began = time.thread_time()
            full = converter.to_srgb(whole, (whole.width, whole.height))
            light = in_linear_light(full, size)
            seconds["light"] += time.thread_time() - began
            firsts = [cluster(p, Clustering()).colors[0] for p in (small, light, full)]
            mean = srgb_from_linear(linear_from_srgb(full).mean(axis=(0, 1)))
            mean_of_small = srgb_from_linear(linear_from_srgb(small).mean(axis=(0, 1)))
            note("scaled in stored values, against light: a pixel", small, light)
            note("the same: first cluster", firsts[0], firsts[1])
            note("first cluster, scaled in stored values, against the whole frame's", firsts[0],
                 firsts[2])  # fmt: skip
            note("first cluster, scaled in light, against the whole frame's", firsts[1], firsts[2])
            note("average, scaled in stored values, taken in light (as filmprint does)",
                 mean_of_small, mean)  # fmt: skip
            note("average of stored values (--space srgb)", small.mean(axis=(0, 1)), mean)
    rows = [[what, f"{np.mean(v):.2f}", f"{max(v):.2f}"] for what, v in figures.items()]
    cost = seconds["light"] / seconds["stored"]
    return [*rows, ["CPU time of scaling in light / in stored values", f"{cost:.0f}", ""]]


def _frames(path: Path) -> list[av.VideoFrame]:
    """Frames spread over a film; the key frames there."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        seconds = float(container.duration or 0) / av.time_base
        found = []
        for n in range(FRAMES_OF_A_FILM):
            container.seek(int((n + 0.5) / FRAMES_OF_A_FILM * seconds * av.time_base))
            found.append(next(container.decode(stream)))
        return found


def checkerboard_rows() -> list[list[str]]:
    """Patterns as fine as a pixel at twice the working size: the worst that scaling can do."""
    y, x = np.mgrid[0:720, 0:1280]
    rows = []
    for name, first, second in (
        ("black and white", (0, 0, 0), (255, 255, 255)),
        ("red and green", (200, 40, 40), (40, 160, 60)),
        ("dark and light gray", (60, 60, 60), (120, 120, 120)),
    ):
        board = np.where(((x + y) % 2 == 0)[..., None], first, second).astype(np.uint8)
        stored = board.reshape(360, 2, 640, 2, 3).mean(axis=(1, 3))
        light = in_linear_light(board, (640, 360))
        difference = delta_e(stored[180, 320][None], light[180, 320][None].astype(float))
        rows.append([f"checkerboard of single pixels, {name}", f"{difference[0]:.2f}", ""])
    return rows


def primaries_left() -> str:
    """What players and filmprint do not do: convert the primaries of BT.601."""
    figures = []
    for name, space in (("525 lines", "SMPTE C"), ("625 lines", "ITU-R BT.470 - 625")):
        matrix = colour.matrix_RGB_to_RGB(space, "sRGB", chromatic_adaptation_transform=None)
        light = colour.cctf_decoding(SDR_PATCHES, "sRGB") @ matrix.T
        converted = 255 * colour.cctf_encoding(np.clip(light, 0, 1), "sRGB")
        difference = delta_e(converted, 255 * SDR_PATCHES)
        figures.append(f"{difference.mean():.1f} ({name}, {difference.max():.1f} at most)")
    return f"That would change the patches below by a mean deltaE 2000 of {' and '.join(figures)}."


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def replaced(text: str, name: str, made: str) -> str:
    """The page with what stands between two marks made anew."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found_start, rest = text.partition(start)
    _, found_end, after = rest.partition(end)
    if not (found_start and found_end):
        raise SystemExit(f"{PAGE} has no marks for {name}.")
    return f"{before}{start}\n{made}\n{end}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("films", nargs="*", type=Path, metavar="FILM")
    options = parser.parse_args()
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sdr", "hdr"):
            (Path(folder) / name).mkdir()
        sdr, hdr = sdr_rows(Path(folder) / "sdr"), hdr_rows(Path(folder) / "hdr")
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in ("filmprint", "av", "numpy", "colour-science")
    )
    if cv2 is not None:
        versions += f", OpenCV {cv2.__version__}"
    text = replaced(text, "versions", f"Measured with {versions}.")
    text = replaced(text, "primaries", primaries_left())
    text = replaced(text, "sdr", table(
        ["clip", "stored as", "PyAV's default", "OpenCV", "filmprint", "goal"], sdr))  # fmt: skip
    text = replaced(text, "swscale", table(
        ["stored as", "converted to", "scaled", "error"], swscale_rows()))  # fmt: skip
    text = replaced(text, "hdr", table(
        ["clip", "peak", "plain conversion", "filmprint, mean", "highest",
         "203, 400, 1000 nits"], hdr))  # fmt: skip
    if options.films:
        made = table(["what", "mean", "highest"], light_rows(options.films) + checkerboard_rows())
        text = replaced(text, "light", made)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
