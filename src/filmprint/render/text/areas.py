"""Areas of a canvas that a title has to fit into."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Literal, Protocol

Anchor = Literal["top", "middle", "baseline"]
"""What of a block of lines is at an area's origin: the top of its capitals, its middle, or the
baseline of its last line."""


class Area(Protocol):
    """Where a block of lines may go, in points from an origin, x right and y up.

    The block is centered on x = 0.
    """

    @property
    def anchor(self) -> Anchor:
        """What of the block is at y = 0."""
        ...

    def largest_scale(self, corners: Sequence[tuple[float, float]]) -> float:
        """The largest factor at which corners (half a line's width, y) stay inside."""
        ...

    def half_width(self, y: float) -> float:
        """From x = 0 to the side at a height, in points."""
        ...


@dataclass(frozen=True)
class RectangularArea:
    """A rectangle; its middle, or the middle of the side that the anchor names, is the origin."""

    width: float
    height: float
    anchor: Anchor = "middle"

    def largest_scale(self, corners: Sequence[tuple[float, float]]) -> float:
        """The largest factor at which corners (half a line's width, y) stay inside."""
        height = self.height / 2 if self.anchor == "middle" else self.height
        return min(
            self.width / 2 / max(x for x, _ in corners), height / max(abs(y) for _, y in corners)
        )

    def half_width(self, y: float) -> float:
        """From x = 0 to the side at a height, in points."""
        return self.width / 2 if abs(y) <= self.height else 0.0


@dataclass(frozen=True)
class CircularArea:
    """A disc around the origin, or its upper half where the anchor is the baseline."""

    radius: float
    anchor: Anchor = "middle"

    def largest_scale(self, corners: Sequence[tuple[float, float]]) -> float:
        """The largest factor at which corners (half a line's width, y) stay inside."""
        return self.radius / max(hypot(x, y) for x, y in corners)

    def half_width(self, y: float) -> float:
        """From x = 0 to the side at a height, in points."""
        return sqrt(max(self.radius**2 - y**2, 0.0))
