"""A range of packets to decode, and the samples it is decoded for."""

from dataclasses import dataclass
from typing import Literal

Skip = Literal["NONREF", "BIDIR", "DEFAULT"]


@dataclass(frozen=True)
class KeyPacket:
    """A packet at which decoding can start: its number in decode order, and its times in ticks."""

    number: int
    pts: int
    dts: int


@dataclass(frozen=True, kw_only=True)
class DecodeRange:
    """Consecutive packets, in decode order, that are decoded in one go.

    key
        The first packet.
    count
        Number of packets.
    wanted
        The frames to return, by pts; with `addressed_by_number`, by number in display order.
    samples
        For each wanted frame, the samples that show it.
    earlier_key
        An earlier key packet, to start again from if a wanted frame cannot be decoded.
    cost
        Bytes to decode, plus the time of clustering expressed in bytes.
    addressed_by_number
        See `PacketIndex.addressed_by_number`.
    skip
        FFmpeg's skip_frame, for packets that are not wanted. NONREF skips frames that no other
        frame refers to. With BIDIR (skips all B-frames) and DEFAULT (skips nothing), the last
        frame at or before the wanted time stands in for a wanted frame.
    needed
        The packets to decode, counted from the first one, and which frames of each; None: all.
    """

    key: KeyPacket
    count: int
    wanted: tuple[int, ...]
    samples: tuple[tuple[int, ...], ...]
    earlier_key: KeyPacket
    cost: int
    addressed_by_number: bool = False
    skip: Skip = "NONREF"
    needed: dict[int, frozenset[int] | None] | None = None

    @property
    def first(self) -> int:
        """Number of the first packet in decode order."""
        return self.key.number

    @property
    def end(self) -> int:
        """Number of the last packet + 1."""
        return self.key.number + self.count
