"""Clusters against scikit-learn, and what they promise for any pixels."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image
from sklearn.cluster import KMeans, MiniBatchKMeans

from filmprint.color.clustering import cluster, inertia
from filmprint.color.spaces import (
    linear_from_srgb,
    oklab_from_srgb,
    quick_oklab,
    srgb_from_linear,
    srgb_from_oklab,
)
from filmprint.options import Clustering, Method, Space

pixels = arrays(np.uint8, array_shapes(min_dims=1, max_dims=1, max_side=300).map(lambda s: (*s, 3)),
                elements=st.sampled_from([0, 1, 2, 7, 8, 100, 128, 200, 254, 255]))  # fmt: skip


COLOR = st.tuples(*[st.integers(0, 255)] * 3)


@cache
def real_frames(path: Path, count: int) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        total = container.streams.video[0].frames
        chosen = [int((n + 0.5) * total / count) for n in range(count)]
        return [
            frame.reformat(format="rgb24").to_ndarray()
            for number, frame in enumerate(container.decode(video=0))
            if number in chosen
        ]


@settings(max_examples=150, deadline=None)
@given(pixels, st.sampled_from([1, 2, 3, 7, 9, 30, 64]), st.sampled_from(["kmeans", "average"]),
       st.sampled_from(["oklab", "srgb"]))  # fmt: skip
def test_promises(frame: np.ndarray, k: int, method: Method, space: Space) -> None:
    options = Clustering(clusters=k, method=method, space=space)
    found = cluster(frame, options)
    distinct = np.unique(frame, axis=0)
    assert 1 <= len(found.colors) <= min(options.kept, len(distinct))
    assert len(np.unique(found.colors, axis=0)) == len(found.colors) == len(found.shares)
    assert abs(found.shares.sum() - 1) < 1e-4
    order = [
        (-share, *color) for share, color in zip(found.shares, found.colors.tolist(), strict=True)
    ]
    assert order == sorted(order)
    again = cluster(frame[::-1], options)
    assert np.array_equal(found.colors, again.colors)
    assert np.array_equal(found.shares, again.shares)
    if space == "srgb" or method == "average":
        assert (found.colors >= frame.min(axis=0)).all()
        assert (found.colors <= frame.max(axis=0)).all()


@settings(deadline=None)
@given(st.lists(st.sampled_from([(0, 0, 0), (255, 255, 255), (200, 30, 30), (30, 30, 200),
                                 (240, 220, 40), (10, 90, 60)]), min_size=1, max_size=200))  # fmt: skip
def test_few_colors_come_back_exactly(colors: list[tuple[int, int, int]]) -> None:
    frame = np.array(colors, np.uint8)
    distinct, counts = np.unique(frame, axis=0, return_counts=True)
    found = cluster(frame, Clustering(clusters=7))
    expected = {tuple(c): n / len(frame) for c, n in zip(distinct.tolist(), counts, strict=True)}
    got = {tuple(c): s for c, s in zip(found.colors.tolist(), found.shares, strict=True)}
    assert got == pytest.approx(expected, abs=1e-6)


def test_minibatch_is_what_scikit_learn_gives(real_clips: list[Path]) -> None:
    for path in real_clips:
        for frame in (frame[::4, ::4] for frame in real_frames(path, 3)):
            points = frame.reshape(-1, 3).astype(float)
            model = MiniBatchKMeans(n_clusters=7, max_iter=100, random_state=5).fit(points)
            expected = np.unique(np.rint(model.cluster_centers_).astype(np.uint8), axis=0)
            found = cluster(frame, Clustering(method="minibatch", space="srgb", seed=5))
            assert np.array_equal(np.unique(found.colors, axis=0), expected)
            held = np.bincount(model.labels_, minlength=7)
            biggest = np.rint(model.cluster_centers_[held.argmax()])
            assert np.array_equal(found.colors[0], biggest)


def test_average_is_the_mean(real_clips: list[Path]) -> None:
    for path in real_clips:
        for frame in real_frames(path, 3):
            light = srgb_from_linear(linear_from_srgb(frame).mean(axis=(0, 1)))
            for space, mean in (("oklab", light), ("srgb", frame.mean(axis=(0, 1)))):
                found = cluster(frame, Clustering(method="average", space=space))
                assert np.abs(found.colors[0] - mean).max() <= 0.5 + 1e-9


def hazy(random: np.random.Generator) -> np.ndarray:
    """A pale road to the horizon; cars; inertia of 7 clusters about 10 a pixel in sRGB."""
    y, x = np.mgrid[0:1:90j, 0:1:160j]
    near = np.clip(y - 0.4, 0, 1)
    frame = 175 + random.uniform(-8, 8, 3) - 12 * y[..., None]
    frame = frame - near[..., None] * random.uniform(8, 30, 3)
    frame[np.abs(x - 0.5) < 0.05 + 0.5 * near] -= 12
    for _ in range(4):
        car = np.hypot(x - random.uniform(0.3, 0.7), y - random.uniform(0.5, 0.9)) < 0.05
        frame[car] += random.uniform(-25, 15, 3)
    return frame + random.normal(0, 1, frame.shape)


def snowy(random: np.random.Generator) -> np.ndarray:
    """White with blue shadows, and a few dark trees."""
    y, x = np.mgrid[0:1:90j, 0:1:160j]
    shade = (np.sin(9 * x + random.uniform(0, 6)) * np.sin(7 * y + random.uniform(0, 6)) + 1) / 2
    frame = np.array([243, 245, 250]) - shade[..., None] * np.array([45, 32, 15])
    for _ in range(3):
        tree = np.abs(x - random.uniform(0, 1)) < 0.06 * y
        frame[tree & (y < random.uniform(0.5, 0.8))] = (52, 60, 58)
    return frame + random.normal(0, 1.5, frame.shape)


def dark_with_a_window(random: np.random.Generator) -> np.ndarray:
    """Nearly black, and a bright part: two crowds of colors, far apart."""
    y, x = np.mgrid[0:1:90j, 0:1:160j]
    frame = 4 + 3 * np.sin(5 * x + 3 * y + random.uniform(0, 6))[..., None] * np.array(
        [0.8, 0.9, 1]
    )
    bright = random.uniform(180, 220, 3) + 6 * np.sin(9 * x - 4 * y)[..., None]
    window = (np.abs(x - random.uniform(0.3, 0.7)) < 0.2) & (np.abs(y - 0.5) < 0.3)
    return np.where(window[..., None], bright, frame) + random.normal(0, 0.7, frame.shape)


def ratio_to_full_runs(frame: np.ndarray, space: Space) -> float | None:
    """Inertia against that of the best of 5 runs of scikit-learn's KMeans on all pixels, whose
    centers are rounded to 8 bits too. The pixels are distinct colors with weights here, which is
    the same; None where there are no more colors than clusters."""
    distinct, counts = np.unique(frame.reshape(-1, 3), axis=0, return_counts=True)
    if len(distinct) <= 7:
        return None
    points = oklab_from_srgb(distinct) if space == "oklab" else distinct.astype(float)
    model = KMeans(n_clusters=7, n_init=5, random_state=0).fit(points, sample_weight=counts)
    best = model.cluster_centers_
    if space == "oklab":
        best = srgb_from_oklab(best)
    found = cluster(frame, Clustering(space=space)).colors.astype(float)
    return inertia(frame, found, space) / inertia(frame, np.rint(best), space)


@pytest.mark.parametrize("space", ["oklab", "srgb"])
def test_real_frames_are_as_good_as_full_runs(real_clips: list[Path], space: Space) -> None:
    ratios = [ratio_to_full_runs(frame[::2, ::2], space)
              for path in real_clips for frame in real_frames(path, 3)]  # fmt: skip
    ratios = [ratio for ratio in ratios if ratio is not None]
    assert len(ratios) >= 5
    assert np.mean(ratios) <= 1.01
    assert np.max(ratios) <= 1.05


@pytest.mark.parametrize("space", ["oklab", "srgb"])
@pytest.mark.parametrize("scene", [hazy, snowy, dark_with_a_window])
def test_low_contrast_is_as_good_as_full_runs(
    scene: Callable[[np.random.Generator], np.ndarray], space: Space
) -> None:
    ratios = []
    for seed in range(3):
        frame = np.clip(np.rint(scene(np.random.default_rng(seed))), 0, 255).astype(np.uint8)
        ratios.append(ratio_to_full_runs(frame, space))
    assert np.mean(ratios) <= 1.035
    assert np.max(ratios) <= 1.05


@given(arrays(np.int64, (3, 20), elements=st.integers(0, 255 * 16)))
def test_quick_oklab_is_oklab(sixteenths: np.ndarray) -> None:
    exact = oklab_from_srgb(sixteenths.T / 16).T
    assert np.abs(quick_oklab(sixteenths / 16) - exact).max() < 1e-12


SMOOTH = arrays(np.uint8, (4, 4, 3), elements=st.integers(0, 255)).map(
    lambda corners: np.asarray(Image.fromarray(corners).resize((40, 30), Image.Resampling.BILINEAR))
)


@settings(max_examples=40, deadline=None)
@given(SMOOTH, st.sampled_from(["oklab", "srgb"]))
def test_medoids_are_colors_of_pixels_nearest_to_the_centers(
    frame: np.ndarray, space: Space
) -> None:
    means = cluster(frame, Clustering(space=space))
    medoids = cluster(frame, Clustering(space=space, method="medoid"))
    colors = np.unique(frame.reshape(-1, 3), axis=0)
    assert {tuple(color) for color in medoids.colors} <= {tuple(color) for color in colors}
    points = oklab_from_srgb(colors) if space == "oklab" else colors.astype(float)
    centers = oklab_from_srgb(means.colors) if space == "oklab" else means.colors.astype(float)
    own = oklab_from_srgb(medoids.colors) if space == "oklab" else medoids.colors.astype(float)
    least = np.linalg.norm(points[:, None] - centers, axis=2).min(axis=0)
    farther = np.linalg.norm(own[:, None] - centers, axis=2) - least
    # The centers are rounded here, which may choose another pixel.
    assert (farther.min(axis=1) <= (0.05 if space == "oklab" else 2)).all()


@settings(max_examples=15, deadline=None)
@given(SMOOTH, st.sampled_from(["kmeans", "medoid", "minibatch"]))
def test_as_many_clusters_as_eyes_tell_apart(frame: np.ndarray, method: Method) -> None:
    colors = cluster(frame, Clustering(clusters="auto", method="kmeans")).colors
    assert 1 <= len(colors) <= 10
    lab = oklab_from_srgb(colors)
    apart = np.linalg.norm(lab[:, None] - lab, axis=2) + np.eye(len(lab))
    assert apart.min() > 0.055  # 0.06 before they are rounded
    own = cluster(frame, Clustering(clusters="auto", method=method))
    assert 1 <= len(own.colors) <= 10
    assert own.shares.sum() == pytest.approx(1, abs=1e-5)


def test_a_plain_frame_has_fewer_clusters_than_a_colorful_one() -> None:
    fog = np.full((60, 80, 3), 180, np.uint8) + np.arange(80, dtype=np.uint8)[:, None] // 16
    colorful = np.zeros((60, 80, 3), np.uint8)
    for n, color in enumerate([(255, 0, 0), (0, 200, 0), (0, 0, 255), (250, 250, 0), (9, 9, 9)]):
        colorful[:, n * 16 : n * 16 + 16] = color
    auto = Clustering(clusters="auto")
    assert (len(cluster(fog, auto).colors), len(cluster(colorful, auto).colors)) == (1, 5)


@settings(max_examples=25, deadline=None)
@given(st.lists(COLOR, min_size=1, max_size=7, unique=True), st.data())
def test_few_colors_of_a_large_frame_come_back_exactly(
    colors: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    # A frame of this size is sampled; colors may differ by one level, and cover one pixel.
    frame = np.full((420, 400, 3), colors[0], np.uint8)
    for color in colors[1:]:
        top, left = data.draw(st.integers(0, 419)), data.draw(st.integers(0, 399))
        frame[top : top + data.draw(st.integers(1, 200)), left] = color
    found = cluster(frame, Clustering(clusters=7))
    expected = {color: (frame == color).all(axis=2).mean() for color in colors}
    expected = {color: share for color, share in expected.items() if share > 0}
    got = {tuple(c): s for c, s in zip(found.colors.tolist(), found.shares, strict=True)}
    assert got == pytest.approx(expected, abs=1e-6)


def test_sampling_sees_every_phase_of_fine_patterns() -> None:
    y, x = np.mgrid[0:360, 0:640]
    ink, paper = np.array([20, 40, 60], np.uint8), np.array([200, 180, 160], np.uint8)
    for pattern in (x % 2, y % 2, (x + y) % 2, x % 4 < 1, y % 4 < 1, (x % 4 < 2) & (y % 4 < 2)):
        frame = np.where((pattern > 0)[..., None], ink, paper)
        frame[::90, ::160] = np.arange(48).reshape(4, 4, 3)  # more colors than clusters
        found = cluster(frame, Clustering(clusters=2, space="srgb"))
        share = found.shares[np.argmin(found.colors[:, 0])]
        assert abs(share - (pattern > 0).mean()) < 0.003


def test_the_same_on_every_blas() -> None:
    # OpenBLAS has other matrix products for each kind of processor, and sums in other orders.
    code = """if True:
        import numpy as np
        from filmprint.color.clustering import cluster
        from filmprint.options import Clustering
        random = np.random.default_rng(3)
        for k, plain in ((3, 0), (7, 0), (20, 0), (7, 8000)):  # mostly one color: float64
            frame = random.normal(random.uniform(40, 200, (5, 1, 3)), 25, (5, 9000, 3))
            frame[:, :plain] = 40
            found = cluster(frame.clip(0, 255).astype(np.uint8), Clustering(clusters=k))
            print(found.colors.tolist(), found.shares.tolist())
    """
    results = {
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "OPENBLAS_CORETYPE": core},
                       check=True, capture_output=True, text=True).stdout
        for core in ("Prescott", "Haswell")
    }  # fmt: skip
    (result,) = results
    assert result.count("\n") == 4
