"""Read an AV1 packet's headers as far as they name the reference slots.

After the AV1 Bitstream & Decoding Process Specification, whose names these are and whose sections
the docstrings quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SLOTS = range(8)
SEQUENCE_HEADER, FRAME_HEADER, TILE_GROUP, FRAME, REDUNDANT_HEADER, TILE_LIST = 1, 3, 4, 6, 7, 8

_HEADER_BYTES = 64  # of a header are read; only dozens of operating points take more
_KEY_FRAME, _INTER_FRAME, _INTRA_ONLY_FRAME, _SWITCH_FRAME = range(4)
_SELECT = 2  # of a force_ value: each frame says for itself


class UnknownSyntaxError(Exception):
    """Bytes that are damaged, or of a kind that is not followed here."""


class FrameSlots(NamedTuple):
    """The reference slots that a frame reads and writes.

    `is_key` is None of a frame that was decoded before: the slot that it is read from tells.
    """

    reads: Sequence[int]
    writes: Sequence[int]
    shown: bool
    is_key: bool | None


class Unit(NamedTuple):
    """An open bitstream unit: obu_type, the layers that it belongs to, None if none; its bytes."""

    kind: int
    temporal_layer: int | None
    spatial_layer: int | None
    whole: memoryview
    payload: memoryview


@dataclass(frozen=True)
class SequenceHeader:
    """What is needed to read a frame's header; lengths in bits, 0 where there is no such field."""

    reduced_still_picture: bool
    timing: _Timing
    operating_points: tuple[_OperatingPoint, ...]
    frame_id: int
    delta_frame_id: int
    force_screen_content_tools: int
    force_integer_mv: int
    order_hint: int


class _Timing(NamedTuple):
    """Lengths of the fields of the decoder model, 0 where there are none."""

    delay: int = 0
    removal_time: int = 0
    presentation_time: int = 0


class _OperatingPoint(NamedTuple):
    idc: int = 0
    has_decoder_model: bool = False

    def includes(self, unit: Unit) -> bool:
        """Whether a decoder at this operating point decodes the unit (7.18.1)."""
        if self.idc == 0 or unit.temporal_layer is None:
            return True
        temporal, spatial = unit.temporal_layer, unit.spatial_layer or 0
        return bool((self.idc >> temporal) & (self.idc >> (spatial + 8)) & 1)


class _Bits:
    """Reads the beginning of some bytes bit by bit, the most significant one first."""

    __slots__ = ("_left", "_value")

    def __init__(self, data: memoryview) -> None:
        head = data[:_HEADER_BYTES]
        self._value, self._left = int.from_bytes(head), 8 * len(head)

    def read(self, count: int = 1) -> int:
        self._left -= count
        if self._left < 0:
            raise UnknownSyntaxError
        return (self._value >> self._left) & ((1 << count) - 1)

    def read_uvlc(self) -> int:
        zeros = 0
        while not self.read():
            zeros += 1
        return self.read(zeros) + (1 << zeros) - 1 if zeros < 32 else (1 << 32) - 1


def units(packet: memoryview) -> Iterator[Unit]:
    """The open bitstream units of a packet (5.3)."""
    position, size = 0, len(packet)
    while position < size:
        begin, header = position, packet[position]
        position += 1
        temporal = spatial = None
        if header & 4:
            if position >= size:
                raise UnknownSyntaxError
            temporal, spatial = packet[position] >> 5, (packet[position] >> 3) & 3
            position += 1
        length = size - position
        if header & 2:
            length, position = _leb128(packet, position)
        end = position + length
        if header & 128 or end > size:
            raise UnknownSyntaxError
        yield Unit((header >> 3) & 15, temporal, spatial, packet[begin:end], packet[position:end])
        position = end


def _leb128(data: memoryview, position: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the position behind it (4.10.5)."""
    value = 0
    for n, byte in enumerate(data[position : position + 8]):
        value |= (byte & 127) << (7 * n)
        if byte < 128:
            return value, position + n + 1
    raise UnknownSyntaxError


def read_sequence_header(payload: memoryview) -> SequenceHeader:
    """Read one as far as the order hints (5.5)."""
    bits = _Bits(payload)
    bits.read(4)  # seq_profile, still_picture
    reduced = bool(bits.read())
    timing, operating_points = _Timing(), [_OperatingPoint()]
    if reduced:
        bits.read(5)
    else:
        timing = _read_timing(bits)
        operating_points = _read_operating_points(bits, timing)
    width, height = bits.read(4) + 1, bits.read(4) + 1
    bits.read(width + height)
    frame_id = delta_frame_id = 0
    if not reduced and bits.read():
        delta_frame_id = bits.read(4) + 2
        frame_id = bits.read(3) + delta_frame_id + 1
    bits.read(3)
    screen_content, integer_mv, order_hint = _SELECT, _SELECT, 0
    if not reduced:
        bits.read(4)
        has_order_hint = bits.read()
        bits.read(2 * has_order_hint)
        screen_content = _SELECT if bits.read() else bits.read()
        if screen_content:
            integer_mv = _SELECT if bits.read() else bits.read()
        if has_order_hint:
            order_hint = bits.read(3) + 1
    return SequenceHeader(
        reduced_still_picture=reduced,
        timing=timing,
        operating_points=tuple(operating_points),
        frame_id=frame_id,
        delta_frame_id=delta_frame_id,
        force_screen_content_tools=screen_content,
        force_integer_mv=integer_mv,
        order_hint=order_hint,
    )


def _read_timing(bits: _Bits) -> _Timing:
    """timing_info and decoder_model_info (5.5.3, 5.5.4)."""
    if not bits.read():
        return _Timing()
    bits.read(64)
    equal_picture_interval = bits.read()
    if equal_picture_interval:
        bits.read_uvlc()
    if not bits.read():
        return _Timing()
    delay = bits.read(5) + 1
    bits.read(32)
    removal_time, presentation_time = bits.read(5) + 1, bits.read(5) + 1
    return _Timing(delay, removal_time, 0 if equal_picture_interval else presentation_time)


def _read_operating_points(bits: _Bits, timing: _Timing) -> list[_OperatingPoint]:
    operating_points = []
    has_display_delay = bits.read()
    for _ in range(bits.read(5) + 1):
        idc = bits.read(12)
        if bits.read(5) > 7:  # seq_level_idx
            bits.read()
        has_model = bool(timing.removal_time and bits.read())
        if has_model:
            bits.read(2 * timing.delay + 1)
        if has_display_delay and bits.read():
            bits.read(4)
        operating_points.append(_OperatingPoint(idc, has_model))
    return operating_points


def read_frame_slots(unit: Unit, sequence: SequenceHeader) -> FrameSlots:
    """Read a frame's header as far as the references (5.9.2)."""
    first = sequence.operating_points[0]
    # Of several spatial layers a decoder shows one; a layer that is left out fills no slot.
    if unit.spatial_layer or first.idc >> 8 > 1 or not first.includes(unit):
        raise UnknownSyntaxError
    bits = _Bits(unit.payload)
    if sequence.reduced_still_picture:
        return FrameSlots((), SLOTS, shown=True, is_key=True)
    if bits.read():  # show_existing_frame
        return FrameSlots((bits.read(3),), (), shown=True, is_key=None)
    frame_type = bits.read(2)
    shown = bool(bits.read())
    if shown and frame_type == _KEY_FRAME:
        return FrameSlots((), SLOTS, shown=True, is_key=True)
    bits.read(sequence.timing.presentation_time if shown else 1)  # or showable_frame
    resilient = frame_type == _SWITCH_FRAME or bool(bits.read())
    is_intra = frame_type in (_KEY_FRAME, _INTRA_ONLY_FRAME)
    _pass_to_refresh_flags(bits, sequence, frame_type, has_primary=not is_intra and not resilient)
    for point in sequence.operating_points if sequence.timing.removal_time and bits.read() else ():
        if point.has_decoder_model and point.includes(unit):
            bits.read(sequence.timing.removal_time)
    flags = 255 if frame_type == _SWITCH_FRAME else bits.read(8)
    writes = [slot for slot in SLOTS if flags >> slot & 1]
    if is_intra:
        return FrameSlots((), writes, shown, is_key=frame_type == _KEY_FRAME)
    if resilient:
        bits.read(len(SLOTS) * sequence.order_hint)
    if sequence.order_hint and bits.read():  # frame_refs_short_signaling: from all order hints
        return FrameSlots(SLOTS, writes, shown, is_key=False)
    reads = []
    for _ in range(7):
        reads.append(bits.read(3))
        bits.read(sequence.delta_frame_id)
    return FrameSlots(reads, writes, shown, is_key=False)


def _pass_to_refresh_flags(
    bits: _Bits, sequence: SequenceHeader, frame_type: int, *, has_primary: bool
) -> None:
    """What stands between error_resilient_mode and buffer_removal_time_present_flag."""
    bits.read()  # disable_cdf_update
    screen_content = sequence.force_screen_content_tools
    if screen_content == _SELECT:
        screen_content = bits.read()
    if screen_content and sequence.force_integer_mv == _SELECT:
        bits.read()
    bits.read(sequence.frame_id)
    if frame_type != _SWITCH_FRAME:
        bits.read()  # frame_size_override_flag
    bits.read(sequence.order_hint)
    if has_primary:
        bits.read(3)  # primary_ref_frame: one of the frame's references
