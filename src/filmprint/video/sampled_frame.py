"""A decoded frame that was asked for."""

from dataclasses import dataclass
from fractions import Fraction

from av.video.frame import VideoFrame

MAX_STAND_IN_SECONDS = Fraction(1, 2)
"""In a damaged film, a frame stands in for later ones for this long."""


@dataclass(frozen=True)
class SampledFrame:
    """A decoded frame, and the numbers of the samples that show it.

    `offset_seconds` is its time less that of the frame that was wanted: 0 for that frame itself.
    """

    samples: tuple[int, ...]
    frame: VideoFrame
    offset_seconds: float = 0.0
