"""Which frames of an AV1 film need which others."""

from pathlib import Path

import av
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clips import even_times, moving_frames, write_clip
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.options import Limits
from filmprint.video import probe_headers
from filmprint.video.frame_references import NO_FRAME, ReferenceTracker, keep_frames

KEY, INTER, INTRA_ONLY, SWITCH = range(4)
bit = st.integers(0, 1)


class Writer:
    """Writes bits, and makes units (OBUs) of them."""

    def __init__(self) -> None:
        self.bits = ""

    def put(self, *fields: tuple[int, int]) -> None:
        """Each a value and its number of bits."""
        self.bits += "".join(f"{value:0{int(count)}b}" for value, count in fields if count)

    def unit(self, kind: int) -> bytes:
        size = -(-(len(self.bits) + 1) // 8)
        payload = int((self.bits + "1").ljust(8 * size, "0"), 2).to_bytes(size)
        return bytes([kind << 3 | 2, size | 128, 0]) + payload


@st.composite
def films(draw: st.DrawFn) -> tuple[list[bytes], list[tuple[bool, set[int]]]]:
    """Packets of a made-up film, and for each frame whether it is shown and what it needs.

    The headers have every field in turn that a stream may have or lack.
    """
    model, equal_interval, frame_ids, order_hints = (draw(bit) for _ in range(4))
    sequence = Writer()
    sequence.put((0, 5), (1, 1), (7, 32), (9, 32), (equal_interval, 1))
    if equal_interval:
        sequence.put((0, 2), (1, 1), (2, 2))  # a number of variable length
    sequence.put((model, 1))
    if model:
        sequence.put((9, 5), (7, 32), (19, 5), (14, 5))
    layers = draw(st.sampled_from([0, 0x101, 0x103]))
    sequence.put((0, 1), (0, 5), (layers, 12), (9, 5), (0, 1))
    if model:
        sequence.put((1, 1), (5, 10), (5, 10), (0, 1))
    sequence.put((7, 4), (7, 4), (99, 8), (99, 8), (frame_ids, 1))
    if frame_ids:
        sequence.put((6, 4), (2, 3))
    force_tools = draw(st.sampled_from([0, 1, 2]))
    sequence.put((0, 3), (0, 4), (order_hints, 1), (0, 2 * order_hints))
    sequence.put((1, 1)) if force_tools == 2 else sequence.put((0, 1), (force_tools, 1))
    if force_tools:
        sequence.put((1, 1))
    sequence.put((6, 3 * order_hints), (0, 9))
    hint_bits, id_bits, removal_bits = 7 * order_hints, 11 * frame_ids, 20 * model
    time_bits = 15 if model and not equal_interval else 0

    slots, is_key = [NO_FRAME] * 8, [False] * 8
    packets, expected = [sequence.unit(1)], []
    for packet in range(draw(st.integers(1, 12))):
        data = packets.pop() if packet == 0 else b""
        for shown in [0] * draw(st.integers(0, 2)) * (packet > 0) + [1]:
            header = Writer()
            if packet and shown and draw(st.booleans()):
                slot = draw(st.integers(0, 7))
                header.put((1, 1), (slot, 3), (0, time_bits), (0, id_bits))
                expected.append((True, {slots[slot]}))
                if is_key[slot]:
                    slots, is_key = [len(expected) - 1] * 8, [True] * 8
                data += header.unit(3)
                continue
            kind = KEY if not packet else draw(st.sampled_from([KEY, INTER, INTRA_ONLY, SWITCH]))
            header.put((0, 1), (kind, 2), (shown, 1))
            header.put((5, time_bits)) if shown else header.put((1, 1))
            resilient = 1
            if kind != SWITCH and not (kind == KEY and shown):
                resilient = draw(bit)
                header.put((resilient, 1))
            tools = draw(bit) if force_tools == 2 else force_tools
            header.put((0, 1), (tools, force_tools == 2), (1, tools), (3, id_bits))
            header.put((0, kind != SWITCH), (77, hint_bits))
            if kind in (INTER, SWITCH) and not resilient:
                header.put((draw(st.integers(0, 7)), 3))
            removal = draw(bit)
            header.put((removal, 1 if model else 0), (0, removal_bits * removal))
            flags = 255
            if kind != SWITCH and not (kind == KEY and shown):
                flags = draw(st.integers(0, 254))
                header.put((flags, 8))
            needs: set[int] = set()
            if kind in (INTER, SWITCH):
                header.put((0, 8 * hint_bits * resilient))
                short = draw(bit) * order_hints
                header.put((short, order_hints))
                references = draw(st.lists(st.integers(0, 7), min_size=7, max_size=7))
                for reference in [] if short else references:
                    header.put((reference, 3), (0, 8 * frame_ids))
                needs = {slots[n] for n in (range(8) if short else references)}
            expected.append((bool(shown), needs))
            for slot in range(8):
                if flags >> slot & 1:
                    slots[slot], is_key[slot] = len(expected) - 1, kind == KEY
            header.put((0, 40))
            data += header.unit(6)
        packets.append(data)
    return packets, expected


@given(films())
def test_follows_every_field(film: tuple[list[bytes], list[tuple[bool, set[int]]]]) -> None:
    packets, expected = film
    tracker = ReferenceTracker()
    for packet in packets:
        tracker.add(packet)
        assert keep_frames(packet, frozenset(range(9))) == packet
    references = tracker.references
    assert references is not None
    assert references.packet[-1] == len(packets) - 1
    assert references.shown.tolist() == [shown for shown, _ in expected]
    for row, (_, needs) in zip(references.needs.tolist(), expected, strict=True):
        assert set(row) - {NO_FRAME} == needs - {NO_FRAME}


@given(films(), st.data())
def test_damage_ends_the_following(
    film: tuple[list[bytes], list[tuple[bool, set[int]]]], data: st.DataObject
) -> None:
    """Whatever the bytes are, what was before them is known and nothing fails."""
    packets, _ = film
    damaged = data.draw(st.integers(0, len(packets) - 1))
    content = bytearray(packets[damaged])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    packets[damaged] = bytes(content[: data.draw(st.integers(0, len(content)))])
    tracker = ReferenceTracker()
    for packet in packets:
        tracker.add(packet)
        keep_frames(packet, frozenset({0}))
    references = tracker.references
    known = -1 if references is None else int(references.packet[-1])
    assert known >= damaged - 1
    assert references is None or references.needed_frames(0, [known + 1]) is None


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_garbage_does_no_harm(packets: list[bytes]) -> None:
    tracker = ReferenceTracker()
    for packet in packets:
        tracker.add(packet)
        keep_frames(packet, frozenset({1}))
    assert tracker.references is None or len(tracker.references.needs)


def test_most_frames_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    write_clip(path, moving_frames(100), even_times(100), codec="libsvtav1",
               options={"g": "33", "preset": "8"})  # fmt: skip
    index = probe_headers(path, Limits.max_pixels).index
    assert index.references is not None
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    assert len(index.references.packet) > len(packets)  # frames that are not shown at once
    decoded = 0
    for packet in np.flatnonzero(index.shown)[10::33]:
        (decode_range,) = plan_decode_ranges(index, {0: int(packet)})
        assert decode_range.needed is not None
        for number, frames in decode_range.needed.items():
            whole = packets[decode_range.first + number]
            decoded += len(whole if frames is None else keep_frames(whole, frames)) > 3
    assert decoded < 30
