"""Which frames of an AV1 film need which others, told from a few bits of each frame's header.

FFmpeg leaves out frames that nothing refers to, but dav1d, its decoder for AV1, cannot change
that from packet to packet. An AV1 decoder carries nothing from one frame to the next but the
sequence header and eight reference slots: pictures, motion vectors, segmentation maps,
probabilities, loop filter deltas and film grain are all loaded from a slot that the frame's header
names (AV1 Bitstream & Decoding Process Specification, 7.20 and 7.21). So the slots that a frame
reads, and those that it writes, tell exactly which frames it needs. A packet has one frame that
is shown, and often others before it that are shown later; each of them can be left out. Names are
those of the specification.

In VP9 every frame goes on from the probabilities and motion vectors of the one decoded before it,
whichever that is, so no frame can be left out there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from filmprint.color.arrays import BoolArray, IntArray
from filmprint.video.av1_headers import (
    FRAME,
    FRAME_HEADER,
    REDUNDANT_HEADER,
    SEQUENCE_HEADER,
    SLOTS,
    TILE_GROUP,
    TILE_LIST,
    FrameSlots,
    SequenceHeader,
    UnknownSyntaxError,
    read_frame_slots,
    read_sequence_header,
    units,
)

NO_FRAME = -1

_BEGINS_FRAME, _CONTINUES_FRAME = (FRAME_HEADER, FRAME), (TILE_GROUP, REDUNDANT_HEADER)


class NeededFrames(NamedTuple):
    """Which frames to decode.

    of_packet
        The packets that are needed, counted from the first one; for each, which of its frames
        are, in decode order from 0 on, or None where all are.
    size
        Bytes of those frames.
    """

    of_packet: dict[int, frozenset[int] | None]
    size: int


@dataclass(frozen=True, repr=False)
class FrameReferences:
    """The frames in a film's packets, shown or not, in decode order.

    packet
        (F,) int64: the packet that a frame is in, by its number in decode order.
    shown
        (F,) bool: the frame is the one that its packet shows.
    size
        (F,) int64 bytes.
    needs
        (F, 8) int64: the earlier frames that a frame needs, `NO_FRAME` to fill the row.
    sequence_headers
        The packets that have a sequence header.
    """

    packet: IntArray
    shown: BoolArray
    size: IntArray
    needs: IntArray
    sequence_headers: frozenset[int]

    def needed_frames(self, first: int, wanted: Sequence[int]) -> NeededFrames | None:
        """What to decode, from packet `first` on, to see the frames that the packets `wanted` show.

        `first` is decoded whole, and every sequence header. None where the references are not
        known as far as the last wanted packet.
        """
        last = max(wanted)
        if last > self.packet[-1]:
            return None
        begin, end = np.searchsorted(self.packet, [first, last + 1]).tolist()
        packets = self.packet[begin:end]
        needed = (packets == first) | (self.shown[begin:end] & np.isin(packets, wanted))
        needs = self.needs[begin:end] - begin
        for frame in range(end - begin - 1, -1, -1):
            if needed[frame]:
                row = needs[frame]
                needed[row[row >= 0]] = True
        of_packet: dict[int, frozenset[int] | None] = {}
        for packet in range(first, last + 1):
            a, b = np.searchsorted(packets, [packet, packet + 1])
            kept = np.flatnonzero(needed[a:b])
            if len(kept) == b - a:
                of_packet[packet - first] = None
            elif len(kept) or packet in self.sequence_headers:
                of_packet[packet - first] = frozenset(kept.tolist())
        return NeededFrames(of_packet, int(self.size[begin:end][needed].sum()))


def keep_frames(packet: bytes | memoryview, frames: frozenset[int]) -> bytes:
    """The packet with only those of its frames, counted in decode order from 0 on.

    Bytes that cannot be followed come back as they are.
    """
    kept, frame = [], -1
    try:
        for unit in units(memoryview(packet)):
            frame += unit.kind in _BEGINS_FRAME
            if unit.kind not in _BEGINS_FRAME + _CONTINUES_FRAME or frame in frames:
                kept.append(unit.whole)
    except UnknownSyntaxError:
        return bytes(packet)
    return b"".join(kept)


class ReferenceTracker:
    """Collects the frames and what each needs, packet after packet in decode order."""

    def __init__(self) -> None:
        self._packets, self._frames = 0, _Frames([], [], [], [])
        self._ended = False
        self._sequence_headers: set[int] = set()
        self._sequence: SequenceHeader | None = None
        self._writers = [NO_FRAME] * len(SLOTS)
        self._holds_key = [False] * len(SLOTS)

    def add(self, packet: bytes | memoryview) -> None:
        """The next packet. With one that cannot be followed the collecting ends."""
        if self._ended:
            return
        known = len(self._frames.packet)
        try:
            self._follow(memoryview(packet))
        except UnknownSyntaxError:
            self._ended = True
            for column in self._frames:
                del column[known:]
        self._packets += 1

    @property
    def references(self) -> FrameReferences | None:
        """What was collected; None where that is nothing."""
        frames = self._frames
        if not frames.packet:
            return None
        return FrameReferences(
            packet=np.array(frames.packet),
            shown=np.array(frames.shown),
            size=np.array(frames.size),
            needs=np.array(frames.needs),
            sequence_headers=frozenset(self._sequence_headers),
        )

    def _follow(self, packet: memoryview) -> None:
        shown, is_in_frame = 0, False
        for unit in units(packet):
            if unit.kind == SEQUENCE_HEADER:
                self._sequence = read_sequence_header(unit.payload)
                self._sequence_headers.add(self._packets)
            elif unit.kind in _BEGINS_FRAME:
                if self._sequence is None:
                    raise UnknownSyntaxError
                slots = read_frame_slots(unit, self._sequence)
                self._add_frame(slots, len(unit.whole))
                shown += slots.shown
                is_in_frame = True
            elif unit.kind in _CONTINUES_FRAME and is_in_frame:
                self._frames.size[-1] += len(unit.whole)
            elif unit.kind in (*_CONTINUES_FRAME, TILE_LIST):
                raise UnknownSyntaxError
        if shown != 1:
            raise UnknownSyntaxError

    def _add_frame(self, slots: FrameSlots, size: int) -> None:
        frames, number = self._frames, len(self._frames.packet)
        needs = [self._writers[slot] for slot in sorted(set(slots.reads))]
        frames.packet.append(self._packets)
        frames.shown.append(slots.shown)
        frames.size.append(size)
        frames.needs.append(needs + [NO_FRAME] * (len(SLOTS) - len(needs)))
        is_key, writes = slots.is_key, slots.writes
        if is_key is None:  # a key frame that is shown later fills all slots then
            is_key = self._holds_key[slots.reads[0]]
            writes = SLOTS if is_key else ()
        for slot in writes:
            self._writers[slot], self._holds_key[slot] = number, is_key


class _Frames(NamedTuple):
    """The columns of `FrameReferences`."""

    packet: list[int]
    shown: list[bool]
    size: list[int]
    needs: list[list[int]]
