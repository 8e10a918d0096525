"""Clusters against scikit-learn, and what they promise for any pixels."""

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.cluster import KMeans, MiniBatchKMeans

from filmprint.color.clustering import cluster, inertia
from filmprint.color.spaces import (
    linear_from_srgb,
    oklab_from_srgb,
    srgb_from_linear,
    srgb_from_oklab,
)
from filmprint.options import Clustering, Method, Space

pixels = arrays(np.uint8, array_shapes(min_dims=1, max_dims=1, max_side=300).map(lambda s: (*s, 3)),
                elements=st.sampled_from([0, 1, 2, 7, 8, 100, 128, 200, 254, 255]))  # fmt: skip


def real_frames(path: Path, count: int) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    chosen = [frames[int((n + 0.5) * len(frames) / count)] for n in range(count)]
    return [frame.reformat(format="rgb24").to_ndarray() for frame in chosen]


@settings(max_examples=150, deadline=None)
@given(pixels, st.integers(1, 9), st.sampled_from(["kmeans", "average"]),
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
        for frame in real_frames(path, 3):
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
        for frame in real_frames(path, 5):
            light = srgb_from_linear(linear_from_srgb(frame).mean(axis=(0, 1)))
            for space, mean in (("oklab", light), ("srgb", frame.mean(axis=(0, 1)))):
                found = cluster(frame, Clustering(method="average", space=space))
                assert np.abs(found.colors[0] - mean).max() <= 0.5 + 1e-9


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
@pytest.mark.parametrize("space", ["oklab", "srgb"])
def test_kmeans_is_close_to_the_best_of_ten(real_clips: list[Path], space: Space) -> None:
    ratios = []
    for path in real_clips:
        for frame in real_frames(path, 4):
            points = frame.reshape(-1, 3).astype(float)
            if space == "oklab":
                points = oklab_from_srgb(points)
            model = KMeans(n_clusters=7, n_init=10, random_state=0).fit(points)
            if model.inertia_ < 1e-6:  # as many clusters as colors
                continue
            found = cluster(frame, Clustering(space=space)).colors.astype(float)
            best = model.cluster_centers_
            if space == "oklab":
                best = srgb_from_oklab(best)
            ratios.append(inertia(frame, found, space) / inertia(frame, best, space))
    assert len(ratios) >= 6
    assert np.mean(ratios) <= 1.03
    assert np.max(ratios) <= 1.10
