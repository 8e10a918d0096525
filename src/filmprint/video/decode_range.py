"""A range of packets to decode, and what it is decoded for."""

from dataclasses import dataclass
from typing import Literal

Skip = Literal["NONREF", "BIDIR", "DEFAULT"]


@dataclass(frozen=True, kw_only=True)
class DecodeRange:
    """Packets that are decoded in one go, from a key packet on.

    first, count
        Place of the first packet in decode order, and how many follow from it.
    key_pts, key_dts
        Times of the first packet, by which it is found again.
    wanted
        The frames to hand out: their pts (their number in display order where `counted`).
    samples
        For each wanted frame, the samples that it answers.
    earlier
        Place, pts and dts of an earlier key packet, to start again from when decoding does
        not give a wanted frame.
    cost
        Bytes to decode, and what clustering costs besides.
    skip
        What the decoder may leave out, as FFmpeg names it. NONREF: frames that are not wanted
        and that no other needs. DEFAULT, nothing, and BIDIR, all B-frames: here a wanted frame
        is answered with the last one at or before it.
    needed
        The packets to decode, counted from the first one, and which frames of each; None: all.
    """

    first: int
    count: int
    key_pts: int
    key_dts: int
    wanted: tuple[int, ...]
    samples: tuple[tuple[int, ...], ...]
    earlier: tuple[int, int, int]
    cost: int
    addressed_by_number: bool = False
    skip: Skip = "NONREF"
    needed: dict[int, frozenset[int] | None] | None = None
