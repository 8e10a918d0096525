"""Where the end credits begin: text on a dark ground, up to the end of the film or nearly so."""

from fractions import Fraction
from itertools import pairwise

from filmprint.analysis.key_frame_probe import KeyFrameProbe

BATCH = 8
"""Frames that are decoded together."""
STEP, FINE_STEP = Fraction(2), Fraction(1, 2)
"""Seconds between the frames that are decoded: to find credits, and to find where they begin."""
MAX_INTERRUPTION, MAX_AFTER = Fraction(12), Fraction(30)
"""Seconds for which other pictures may interrupt the credits, and follow them."""
MIN_SECONDS = 6
"""Length of credits."""
MIN_CHANGES = 2
"""How often the text of the credits changes at least: a lit sign at night stays the same."""


def credits_time(probe: KeyFrameProbe, keys: list[int], end: Fraction) -> Fraction | None:
    """When the end credits begin, in seconds from the film's first frame; None without credits.

    `keys` are the key packets before `end`, or what stands for them (see first_pass).
    """
    late = probe.packets_between(end - MAX_AFTER, end)
    packets = [*(key for key in keys if probe.time(key) < end - MAX_AFTER), *late]
    packets = _thinned(probe, packets, STEP)
    texts = _texts_before(probe, packets, end, MAX_AFTER)
    if not texts or texts[0] == packets[0]:
        return None
    start = probe.time(texts[0])
    before = probe.packets_between(probe.time(packets[packets.index(texts[0]) - 1]), start)
    earlier = _texts_before(probe, _thinned(probe, before, FINE_STEP), start, 2 * FINE_STEP)
    start = probe.time(earlier[0]) if earlier else start
    changes = sum(probe.statistics[a].differs(probe.statistics[b]) for a, b in pairwise(texts))
    return start if changes >= MIN_CHANGES and end - start >= MIN_SECONDS else None


def _texts_before(
    probe: KeyFrameProbe, packets: list[int], end: Fraction, max_after: Fraction
) -> list[int]:
    """The packets with text up to `end`; other pictures may interrupt it briefly."""
    texts: list[int] = []
    last_time, allowed = end, max_after
    for n in range(0, len(packets), BATCH):
        batch = packets[::-1][n : n + BATCH]
        probe.decode(batch)
        for packet in batch:
            if probe.is_text(packet):
                texts.insert(0, packet)
                allowed = MAX_INTERRUPTION
            elif not probe.is_black(packet):
                if last_time - probe.time(packet) > allowed:
                    return texts
                continue
            last_time = probe.time(packet)
    return texts


def _thinned(probe: KeyFrameProbe, packets: list[int], step: Fraction) -> list[int]:
    """Those packets, in display order, that are at least `step` seconds after the one before."""
    kept: list[int] = []
    for packet in packets:
        if not kept or probe.time(packet) - probe.time(kept[-1]) >= step:
            kept.append(packet)
    return kept
