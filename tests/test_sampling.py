"""Sample times and decode plans, without any film."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmprint.analysis.decode_plan import (
    FEW_RANGES,
    MAX_FRAMES_IN_RANGE,
    displayed_frames,
    plan_decode_ranges,
    sample_times,
    split_by_cost,
)
from filmprint.errors import OptionError
from filmprint.options import Sampling
from filmprint.options.checks import parse_seconds
from filmprint.video.packet_index import PacketIndex


@st.composite
def indexes(draw: st.DrawFn) -> PacketIndex:
    """Packets in groups of an I, some Ps and reordered Bs, at uneven times."""
    groups = draw(st.lists(st.integers(1, 12), min_size=1, max_size=8))
    count = sum(groups)
    steps = draw(st.lists(st.integers(1, 90), min_size=count, max_size=count))
    display = np.cumsum(steps) + draw(st.integers(-1000, 1000))
    pts: list[int] = []
    key: list[bool] = []
    begin = 0
    for size in groups:
        order = list(range(begin, begin + size))
        rest = order[1:]
        draw(st.randoms(use_true_random=False)).shuffle(rest)
        pts += [int(display[n]) for n in [order[0], *rest]]
        key += [True] + [False] * (size - 1)
        begin += size
    arrays = np.array(pts, dtype=np.int64)
    return PacketIndex(
        time_base=Fraction(1, 90), pts=arrays, dts=np.sort(arrays), duration=np.full(count, 3),
        size=np.full(count, 100), key=np.array(key), shown=np.ones(count, bool),
    )  # fmt: skip


@given(st.fractions(0, 10), st.fractions(1, 10), st.integers(1, 500))
def test_times_are_the_middles_of_equal_parts(start: Fraction, length: Fraction, n: int) -> None:
    times = sample_times(start, start + length, n)
    assert len(times) == n
    assert times[0] - start == start + length - times[-1] == length / (2 * n)
    assert len({b - a for a, b in itertools.pairwise(times)}) <= 1


@given(indexes(), st.integers(1, 60))
def test_every_sample_is_planned_from_a_key_packet(index: PacketIndex, count: int) -> None:
    start, end = index.start * index.time_base, index.end * index.time_base
    times = sample_times(start - 1, end + 1, count)
    packets = displayed_frames(index, times)
    for time, packet in zip(times, packets, strict=True):
        at = index.pts * index.time_base
        earlier = [t for t in at if t <= time]
        assert at[packet] == (max(earlier) if earlier else min(at))
    decode_ranges = plan_decode_ranges(index, dict(enumerate(packets.tolist())))
    assert sorted(
        s for decode_range in decode_ranges for each in decode_range.samples for s in each
    ) == list(range(count))
    decoded = [
        n
        for decode_range in decode_ranges
        for n in range(decode_range.first, decode_range.first + decode_range.count)
    ]
    dense = len(decode_ranges) < FEW_RANGES and len(set(packets.tolist())) > MAX_FRAMES_IN_RANGE
    assert len(decoded) == len(set(decoded)) or dense
    for decode_range in decode_ranges:
        assert index.key[decode_range.first]
        inside = index.pts[decode_range.first : decode_range.first + decode_range.count]
        assert set(decode_range.wanted) <= set(inside.tolist())
        assert inside[-1] in decode_range.wanted  # it stops at the last one that is wanted
    parts = split_by_cost(decode_ranges, 4)
    assert sorted((u for part in parts for u in part), key=lambda u: u.first) == decode_ranges


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("1:30", 90), ("0:01:30.5", 90.5), ("-1:00:00", -3600), (-2.5, -2.5), ("2", 2)],
)
def test_times_as_people_write_them(text: str | float, seconds: float) -> None:
    assert parse_seconds("start", text) == seconds


@pytest.mark.parametrize("text", ["", "abc", "1:2:3:4", "1h", "--3", float("nan")])
def test_times_that_are_none(text: str | float) -> None:
    with pytest.raises(OptionError, match="--start must be seconds"):
        parse_seconds("start", text)


def test_ranges_from_the_end() -> None:
    def inside(**options: float) -> tuple[float, float]:
        (part,) = Sampling(**options).parts(Fraction(100))  # type: ignore[arg-type]
        return float(part.start), float(part.end)

    assert inside() == (0, 100)
    assert inside(start=10, end=-10) == (10, 90)
    assert inside(start=-30) == (70, 100)
    assert inside(end=500) == (0, 100)
    with pytest.raises(
        OptionError, match="100 seconds long, is left with --start 1:00 and --end -0:50"
    ):
        inside(start=60, end=-50)
