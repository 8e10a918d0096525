"""HDR metadata of a frame: the film's peak luminance, and whether it is Dolby Vision."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from av.sidedata.sidedata import Type

LOWEST_PEAK, HIGHEST_PEAK = 100.0, 10_000.0
"""Nits. Values outside are ignored: 0 means unknown; 1 and 65535 are known mistakes."""


@dataclass(frozen=True)
class Peak:
    """A film's peak luminance in nits, and where it is stated (see `ColorTags`)."""

    nits: float
    source: str


@dataclass(frozen=True)
class LightMetadata:
    """Luminances in nits, None where missing or implausible.

    max_cll
        The film's brightest pixel (CTA-861.3).
    mastering_peak
        The peak of the display on which the film was graded (SMPTE ST 2086).
    """

    max_cll: float | None = None
    mastering_peak: float | None = None
    dolby_vision: bool = False

    @classmethod
    def from_side_data(cls, blocks: Mapping[Type, bytes]) -> LightMetadata:
        """Read a frame's side data."""
        return cls(
            max_cll=_max_cll(blocks.get(Type.CONTENT_LIGHT_LEVEL, b"")),
            mastering_peak=_mastering_peak(blocks.get(Type.MASTERING_DISPLAY_METADATA, b"")),
            dolby_vision=not blocks.keys().isdisjoint((Type.DOVI_METADATA, Type.DOVI_RPU_BUFFER)),
        )

    @property
    def peak(self) -> Peak | None:
        """The film's peak luminance."""
        if self.max_cll is not None:
            return Peak(self.max_cll, "MaxCLL")
        if self.mastering_peak is not None:
            return Peak(self.mastering_peak, "mastering display")
        return None


def _max_cll(block: bytes) -> float | None:
    """Read MaxCLL from FFmpeg's AVContentLightMetadata: two unsigned int, MaxCLL first."""
    if len(block) < 8:
        return None
    return _plausible(struct.unpack_from("=2I", block)[0])


def _mastering_peak(block: bytes) -> float | None:
    """Read the peak from FFmpeg's AVMasteringDisplayMetadata.

    Ten fractions of two int each (six for the primaries, two for white, minimum and maximum
    luminance), then two int: whether primaries and luminance are set.
    """
    if len(block) < 88:
        return None
    *_, numerator, denominator, _has_primaries, has_luminance = struct.unpack_from("=22i", block)
    return _plausible(numerator / denominator) if has_luminance and denominator else None


def _plausible(nits: float) -> float | None:
    return float(nits) if LOWEST_PEAK <= nits <= HIGHEST_PEAK else None
