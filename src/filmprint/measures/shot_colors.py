"""The colors of shots: those of the samples in each, put together."""

import numpy as np

from filmprint.color.arrays import BoolArray
from filmprint.color.clustering import cluster_weighted
from filmprint.color.palette import PaletteColor, choose_colors
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.measures import loudness_of_groups, pooled, sample_stretches, shot_of
from filmprint.measures.shots import ShotListError, Shots


def fingerprint_by_shot(fingerprint: Fingerprint, shots: Shots) -> ShotFingerprint:
    """The fingerprint with the film's shots in place of its samples.

    A shot's clusters are those of all its samples together, each decoded sample with the same
    weight, clustered anew with the same options; so a shot of one sample has exactly its colors.
    Shots are cut to the stretch of the film that was sampled, those outside of it left out. Raises
    `ShotListError` where none is left.
    """
    stretches = sample_stretches(fingerprint)
    first, last = float(stretches.begin[0]), float(stretches.end[-1])
    bounds = np.clip(shots.edges, first, last)
    kept = np.flatnonzero(np.diff(bounds) > 0)
    if len(kept) == 0:
        raise ShotListError(
            f"{fingerprint.film.name}: none of the shots lies where the film was sampled, from "
            f"{first:.1f} to {last:.1f} seconds."
        )
    edges = bounds[kept[0] : kept[-1] + 2]
    count = len(kept)
    group = shot_of(fingerprint, edges)
    pool = pooled(fingerprint, group, count)
    order = np.argsort(pool.group, kind="stable")
    begins = np.searchsorted(pool.group[order], np.arange(count + 1))
    colors = np.zeros((count, fingerprint.clustering.kept, 3), np.uint8)
    shares = np.zeros(colors.shape[:2])
    samples = np.bincount(group[fingerprint.decoded & (group >= 0)], minlength=count)
    for shot in range(count):
        inside = order[begins[shot] : begins[shot + 1]]
        if samples[shot] == 1:
            (sample,) = np.flatnonzero(fingerprint.decoded & (group == shot))
            colors[shot], shares[shot] = fingerprint.colors[sample], fingerprint.shares[sample]
        elif samples[shot] > 1:
            clusters = cluster_weighted(
                pool.colors[inside], pool.weights[inside], fingerprint.clustering
            )
            colors[shot, : len(clusters.colors)] = clusters.colors
            shares[shot, : len(clusters.shares)] = clusters.shares
    return ShotFingerprint(
        film=fingerprint.film, sampling=fingerprint.sampling, clustering=fingerprint.clustering,
        times_seconds=(edges[:-1] + edges[1:]) / 2, colors=colors, shares=shares,
        warnings=fingerprint.warnings,
        loudness_lufs=None if fingerprint.loudness_lufs is None
        else loudness_of_groups(fingerprint, group, count),
        edges_seconds=edges, numbers=kept + 1, samples=fingerprint, list_warnings=shots.warnings,
    )  # fmt: skip


def palette_of_samples(
    fingerprint: Fingerprint, inside: BoolArray, colors: int
) -> tuple[PaletteColor, ...]:
    """The at most `colors` colors that stand for some samples (N,), the largest share first."""
    held = (fingerprint.shares > 0) & inside[:, None]
    return choose_colors(fingerprint.colors[held], fingerprint.shares[held], colors)


def shot_palette(fingerprint: ShotFingerprint, shot: int, colors: int) -> tuple[PaletteColor, ...]:
    """The palette of one of the shots, 0 to N - 1."""
    samples = fingerprint.samples
    inside = shot_of(samples, fingerprint.edges_seconds) == shot
    return palette_of_samples(samples, inside, colors)
