"""Clustering options: how the pixels of a frame become a few colors."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from filmprint.options.checks import Options

Method = Literal["kmeans", "minibatch", "average"]
Space = Literal["oklab", "srgb"]


@dataclass(frozen=True, kw_only=True)
class Clustering(Options):
    """How the pixels of a frame become a few colors."""

    clusters: Annotated[int, Meta(ge=1, le=64)] = 7
    """Colors kept for a sample, with their shares (1 to 64)."""

    method: Method = "kmeans"
    """kmeans: weighted histogram, repeatable; minibatch: all pixels through scikit-learn's
    MiniBatchKMeans; average: the color of the frame's mean light alone."""

    space: Space = "oklab"
    """Space in which colors are near or far: oklab as eyes see it, srgb as files store it. With
    srgb, the average is of stored values, as in most other programs."""

    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
    """Seed of everything random (0 to 4294967295)."""

    @property
    def kept(self) -> int:
        """How many clusters a sample can have: `clusters`, or 1 for the average."""
        return 1 if self.method == "average" else self.clusters
