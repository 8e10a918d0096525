"""Colors of films in every stored form against an oracle (patches.py), read from outside."""

import struct
import subprocess
import sys
from pathlib import Path

import av
import colour
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

import filmprint
from clips import flat_frames, insert_box, write_clip
from color_cases import BT709, HDR_CASES, PQ, SDR_CASES
from conftest import Run, made_once
from filmprint.color.spaces import (
    WIDE_GAMUTS,
    bt709_from,
    linear_from_srgb,
    map_to_gamut,
    oklab_from_srgb,
    srgb_from_linear,
    srgb_from_oklab,
)
from filmprint.color.tone_mapping import (
    bt2390_eetf,
    hlg_inverse_oetf,
    pq_eotf,
    pq_inverse_eotf,
    tone_map,
)
from filmprint.fingerprint.film import ColorTags
from filmprint.video.conversion import Converter
from patches import HDR_PATCHES, HIGHLIGHTS, Case, centers, delta_e, expected, shown, stored, write

MAXCLL_1500 = next(case for case in HDR_CASES if case.peak == 1500)
NO_METADATA = HDR_CASES[0]


def named(case: Case) -> str:
    return case.name


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every case's clip, and the pictures that one run of the program makes of them."""
    return made_once(tmp_path_factory, "patches", make_patches)


def make_patches(folder: Path) -> None:
    for case in (*SDR_CASES, *HDR_CASES):
        write(case, folder)
    command = ["frames", folder, "--frames", "1", "-o", folder / "out", "--jobs", "1", "-q"]
    subprocess.run([sys.executable, "-m", "filmprint", *map(str, command)], check=True)


def found_in(folder: Path, case: Case) -> np.ndarray:
    (picture,) = (folder / "out" / f"{Path(case.file_name).stem}_frames").iterdir()
    return centers(np.asarray(Image.open(picture)))


@pytest.mark.parametrize("case", SDR_CASES, ids=named)
def test_sdr(folder: Path, case: Case) -> None:
    right = expected(case, folder / case.file_name)
    # swscale's RGB is 0.1 levels off, which the darkest tones of linear light make 1.
    limit = 1.0 if case.transfer == "linear" else 0.75
    assert np.abs(found_in(folder, case) - right).max() <= limit


@pytest.mark.parametrize("case", HDR_CASES, ids=named)
def test_hdr(folder: Path, case: Case) -> None:
    found = found_in(folder, case)
    difference = delta_e(found, expected(case, folder / case.file_name))
    assert difference.mean() <= 0.3
    assert difference.max() <= 1
    grays = [np.flatnonzero((nits == HDR_PATCHES).all(axis=1))[0] for nits in HIGHLIGHTS]
    low, middle, high = found[grays].mean(axis=1)
    assert low + 3 < middle < high - 3


def test_a_peak_of_ones_own(folder: Path, run: Run, tmp_path: Path) -> None:
    path = folder / MAXCLL_1500.file_name
    assert "tone mapped from 1500 nits (MaxCLL)" in run(path, "--frames", 1).stdout
    assert "tone mapped from 4000 nits (--hdr-peak)" in run(
        path, "--frames", 1, "--hdr-peak", 4000).stdout  # fmt: skip
    made = filmprint.load(tmp_path / f"{path.stem}.json")
    assert made.sampling.hdr_peak == made.film.color.hdr_peak_nits == 4000
    run("frames", path, "--frames", 1, "--hdr-peak", 4000)
    (picture,) = (tmp_path / f"{path.stem}_frames").iterdir()
    right = 255 * shown(stored(MAXCLL_1500, path), "pq", "bt2020", 4000)
    assert np.abs(centers(np.asarray(Image.open(picture))) - right).max() <= 0.75
    assert "--hdr-peak must be from 100 to 10000" in run(path, "--hdr-peak", 5, code=2).stderr


def light_boxes(max_cll: int, peak: float) -> tuple[bytes, bytes]:
    """The boxes "clli" and "mdcv" of an mp4 (ISO/IEC 23001-17, 12.1.6 and ISO/IEC 14496-12)."""
    display = (13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450)
    return (struct.pack(">I4s2H", 12, b"clli", max_cll, 0),
            struct.pack(">I4s8H2I", 32, b"mdcv", *display, round(peak * 10000), 0))  # fmt: skip


@pytest.mark.parametrize(("max_cll", "mastered", "peak", "source"), [
    (1234, 4000, 1234, "MaxCLL"), (0, 4000, 4000, "mastering display"),
    (1, 0.5, 1000, "usual"), (65535, 100_000, 1000, "usual"), (10_000, 100, 10_000, "MaxCLL"),
])  # fmt: skip
def test_light_metadata_in_the_container(tmp_path: Path, max_cll: int, mastered: float,
                                         peak: float, source: str) -> None:  # fmt: skip
    path = write(Case("a", "libx265", "yuv420p10le", suffix="mp4", matrix="bt2020nc",
                      transfer="pq", tags=PQ, options=QUIET), tmp_path)  # fmt: skip
    for box in light_boxes(max_cll, mastered):
        insert_box(path, b"hev1", box)
    color = filmprint.analyze(path, frames=1, method="average", jobs=1).film.color
    assert (color.hdr_peak_nits, color.hdr_peak_source) == (peak, source)
    assert ("hdr_peak_nits" in color.assumed) == (source == "usual")


QUIET = {"x265-params": "log-level=none"}
SKY = [(60, 120, 200)]


def test_hdr_without_other_tags_is_bt2020(tmp_path: Path) -> None:
    case = Case("a", "ffv1", "yuv420p10le", matrix="bt2020nc", tags={"color_trc": 16})
    color = filmprint.analyze(write(case, tmp_path), frames=1, jobs=1).film.color
    assert (color.matrix, color.primaries, color.hdr_peak_nits) == ("bt2020nc", "bt2020", 1000)
    assert color.assumed == ("matrix", "primaries", "range", "hdr_peak_nits")


def add_rpu(path: Path, target: Path) -> Path:
    """The same HEVC film with a NAL unit of Dolby Vision metadata (type 62) in its packets."""
    unit = b"\x7c\x01\x19" + bytes(range(1, 40))
    with av.open(str(path)) as old, av.open(str(target), "w") as new:
        stream = old.streams.video[0]
        copy = new.add_stream_from_template(stream)
        for packet in old.demux(stream):
            if packet.dts is not None:
                longer = av.Packet(bytes(packet) + struct.pack(">I", len(unit)) + unit)
                longer.pts, longer.dts, longer.time_base = packet.pts, packet.dts, packet.time_base
                longer.is_keyframe, longer.stream = packet.is_keyframe, copy
                new.mux(longer)
    return target


@pytest.mark.parametrize(("tags", "mark", "warned"), [
    ({}, "dvh1", True), ({}, "unit", True), ({}, "", False),
    (PQ, "unit", False), (PQ | {"color_range": 2}, "unit", True),
])  # fmt: skip
def test_dolby_vision(tmp_path: Path, tags: dict[str, int], mark: str, warned: bool) -> None:
    case = Case("a", "libx265", "yuv420p10le", suffix="mp4", matrix="bt2020nc", tags=tags,
                options=QUIET)  # fmt: skip
    path = write(case, tmp_path)
    if mark == "dvh1":
        path.write_bytes(path.read_bytes().replace(b"hev1", b"dvh1"))
    elif mark == "unit":
        path = add_rpu(path, tmp_path / "b.mkv")
    found = filmprint.analyze(path, frames=1, jobs=1)
    assert any("Dolby Vision" in warning for warning in found.warnings) == warned
    assert found.coverage == 1


@pytest.mark.parametrize("matrix", [10, 14])
def test_a_matrix_that_cannot_be_read(tmp_path: Path, matrix: int) -> None:
    case = Case("a", "ffv1", "yuv420p10le", tags={"colorspace": matrix, "color_primaries": 9})
    found = filmprint.analyze(write(case, tmp_path), frames=1, jobs=1)
    assert found.film.color.matrix == "bt2020nc"
    assert "matrix" in found.film.color.assumed
    assert len(found.warnings) == 1 and "unreliable" in found.warnings[0]


def test_what_is_assumed_is_printed(tmp_path: Path, run: Run) -> None:
    write_clip(tmp_path / "a.mkv", flat_frames(SKY, 5))
    write(Case("b", "libx264", "yuv420p", tags=BT709 | {"color_range": 1}), tmp_path)
    lines = run("a.mkv", "--frames", 2, "--dpi", 50).stdout.splitlines()
    assert len(lines) == 2 and "matrix smpte170m" in lines[1] and "assumed: matrix" in lines[1]
    assert len(run("b.mkv", "--frames", 2, "--dpi", 50).stdout.splitlines()) == 1


def test_average_is_of_light(tmp_path: Path) -> None:
    """Half black and half white: as bright as light of half the strength."""
    half = np.full((48, 64, 3), 255, np.uint8)
    half[12:36] = 0
    path = write_clip(tmp_path / "a.mkv", [half] * 5, codec="ffv1", pixel_format="bgr0")
    for space, level in (("oklab", 188), ("srgb", 128)):
        found = filmprint.analyze(path, frames=1, method="average", space=space, jobs=1)
        assert found.colors[0, 0].tolist() == [level] * 3


def test_digital_cinema() -> None:
    """XYZ as SMPTE ST 428-1 codes it: a gamma of 2.6, white at 48 of 52.37 nits."""
    colors = np.array([[1, 1, 1], [0.2, 0.2, 0.2], [0.5, 0.1, 0.05], [0.05, 0.3, 0.1]])
    xyz = colour.RGB_to_XYZ(colors, "sRGB", apply_cctf_decoding=False)
    code = np.rint(4095 * (xyz * 48 / 52.37) ** (1 / 2.6)).astype(np.uint16) << 4
    frame = av.VideoFrame(64, 16, "xyz12le")
    row = np.repeat(code, 16, axis=0).reshape(1, -1)
    rows = np.zeros((16, frame.planes[0].line_size // 2), np.uint16)
    rows[:, : row.shape[1]] = row
    frame.planes[0].update(rows.tobytes())
    tags = ColorTags(matrix="xyz", primaries="smpte428", transfer="smpte428", range="full")
    found = Converter(tags).to_srgb(frame, (64, 16))[8, 8::16]
    assert np.abs(found - srgb_from_linear(colors)).max() <= 1.5


UNIT = st.floats(0, 1)
PICTURES = arrays(np.float32, st.tuples(st.just(3), st.integers(1, 40)),
                  elements=st.floats(0, 1, width=32))  # fmt: skip


def test_curves_are_those_of_colour_science() -> None:
    code = np.linspace(0, 1, 1001)
    assert np.allclose(pq_eotf(code), colour.models.eotf_ST2084(code, 10000), rtol=1e-6)
    assert np.allclose(pq_inverse_eotf(pq_eotf(code)), code, atol=1e-6)
    scene = colour.models.oetf_inverse_BT2100_HLG(code)
    assert np.allclose(hlg_inverse_oetf(code), scene, atol=1e-6)
    assert np.allclose(linear_from_srgb(255 * code), colour.cctf_decoding(code, "sRGB"), atol=1e-6)
    assert np.allclose(srgb_from_linear(code), 255 * colour.cctf_encoding(code, "sRGB"), atol=2e-3)
    for name, space in (("bt2020", "ITU-R BT.2020"), ("smpte432", "P3-D65")):
        right = colour.matrix_RGB_to_RGB(space, "sRGB", chromatic_adaptation_transform=None)
        assert np.allclose(bt709_from(name), right, atol=2e-4)


def test_oklab() -> None:
    """As colour-science has it, and there and back."""
    grid = np.stack(np.meshgrid(*[np.arange(0, 256, 15)] * 3), axis=-1).reshape(-1, 3)
    right = colour.XYZ_to_Oklab(colour.sRGB_to_XYZ(grid / 255))
    assert np.abs(oklab_from_srgb(grid) - right).max() < 1e-3
    assert np.abs(srgb_from_oklab(oklab_from_srgb(grid)) - grid).max() < 1e-3


@given(st.floats(100, 10_000), UNIT, UNIT)
def test_the_tone_curve_rises_to_white(peak: float, first: float, second: float) -> None:
    low, high = sorted((first, second))
    mapped = bt2390_eetf([low * peak, high * peak, peak], peak)
    assert 0 <= mapped[0] <= mapped[1] + 1e-9
    assert mapped[1] <= high * peak * (1 + 1e-9) + 1e-9
    assert mapped[2] == pytest.approx(min(peak, 203), rel=1e-6)


@settings(deadline=None)
@given(PICTURES, st.sampled_from(["pq", "hlg"]), st.sampled_from([100.0, 203.0, 1000.0, 10_000.0]))
def test_tone_mapping_keeps_hue_and_bounds(coded: np.ndarray, transfer: str, peak: float) -> None:
    mapped = tone_map(coded, transfer, peak)
    assert mapped.dtype == np.float32 and np.isfinite(mapped).all()
    assert mapped.min() >= 0 and mapped.max() <= 1.001
    if transfer == "pq":
        nits = pq_eotf(coded)
        brightest = nits.argmax(axis=0)
        shares = nits / np.maximum(nits.max(axis=0), 1e-3)
        top = np.take_along_axis(mapped, brightest[None], axis=0)
        assert np.allclose(mapped, shares * top, atol=2e-3)


@settings(deadline=None)
@given(PICTURES, st.sampled_from(sorted(WIDE_GAMUTS)))
def test_gamut_keeps_luminance(wide: np.ndarray, primaries: str) -> None:
    linear = bt709_from(primaries).astype(np.float32) @ wide
    inside = map_to_gamut(linear)
    weights = colour.RGB_COLOURSPACES["sRGB"].matrix_RGB_to_XYZ[1]
    assert inside.min() >= -1e-5 and inside.max() <= 1 + 1e-5
    assert np.allclose(weights @ inside, weights @ linear, atol=2e-4)
    kept = (linear.min(axis=0) >= 0) & (linear.max(axis=0) <= 1)
    assert np.allclose(inside[:, kept], linear[:, kept], atol=1e-6)
