"""Clustering options: how the pixels of a frame become a few colors."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from filmprint.options.base import Options

Method = Literal["kmeans", "medoid", "minibatch", "average"]
Space = Literal["oklab", "srgb"]
Clusters = Annotated[int, Meta(ge=1, le=64)] | Literal["auto"]
"""How many clusters a sample has at most."""
MOST_AUTO_CLUSTERS = 10
"""What is at most kept with "auto"."""


@dataclass(frozen=True, kw_only=True)
class Clustering(Options):
    """How the pixels of a frame become a few colors."""

    clusters: Clusters = 7
    """Colors kept for a sample, with their shares (1 to 64); auto: as many as eyes tell apart in
    the frame, 10 at most."""

    method: Method = "kmeans"
    """kmeans: weighted histogram, repeatable; medoid: the same, with colors that pixels of the
    frame have; minibatch: all pixels through scikit-learn's MiniBatchKMeans; average: the color of
    the frame's mean light alone."""

    space: Space = "oklab"
    """Space in which colors are near or far: oklab as eyes see it, srgb as files store it. With
    srgb, the average is of stored values, as in most other programs."""

    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
    """Seed of everything random (0 to 4294967295)."""

    @property
    def kept(self) -> int:
        """How many clusters a sample can have: `clusters`, or 1 for the average."""
        if self.method == "average":
            return 1
        return MOST_AUTO_CLUSTERS if self.clusters == "auto" else self.clusters
