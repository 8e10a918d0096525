"""Detect the active picture area inside letterboxed frames. Pure arithmetic.

Letterbox (or pillarbox) is what is plain and nearly black at a frame's edge in *every* frame. So an
`Envelope` is all that has to be kept of the frames: for each line (row or column), divided into
`SEGMENTS`, the smallest and the largest mean of each segment. Envelopes of many frames are merged
into one.

1. Columns first, by a loose rule: at least `LOOSE_SHARE` of a column's segments are picture. A
   channel logo or subtitles inside the letterbox are not tall enough for that.
2. Rows, within those columns, by a strict rule: at least `STRICT_SHARE` of the segments, and some
   at either end. Subtitles inside the letterbox may be wide enough, but do not reach both ends.
3. Columns again, by the strict rule, within those rows.
4. Codecs smear the picture over its edge, and scalers mix a line of both. So the edge is placed
   where the luma steps up, at the first line that is as bright as those inside.
5. Where there is no step, the picture fades into darkness; then it extends to its last trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from filmprint.color.arrays import BoolArray, ByteArray, FloatArray, IntArray
from filmprint.fingerprint.film import PictureArea, whole_lines

SEGMENTS = 32
LOOSE_SHARE, STRICT_SHARE = 0.3, 0.5
END_SEGMENTS = 2
"""Segments at either end of a line, one of which must be picture by the strict rule."""
MAX_LETTERBOX_LUMA = 40
"""Mean luma of letterbox, 0..255."""
MAX_UNEVENNESS = 3.0
"""Luma by which the segments of the outermost letterbox lines differ."""
MIN_STEP = 2.0
"""Luma by which a segment of picture differs from the letterbox."""
MAX_SMEAR = 20
"""Lines into which a codec smears the picture outside its edge: a macroblock and a little more."""
STEP_LINES = 3
"""Lines on either side that are compared to find a step."""
MAX_LUMA_OUTSIDE = 0.4
"""Luma outside a step, relative to that inside."""
FULL, HALF = 0.9, 0.5
"""Luma of a line, relative to the lines inside: entirely picture, mostly picture."""
MIN_LETTERBOX = 0.004
"""Share of the frame's side. A darker line or two at the edge is a flaw, not letterbox."""
MIN_AREA = 0.1
"""Share of the frame that is picture."""
EDGE_TOLERANCE = 0.008
"""Share of the frame's side by which the edges of the same area differ between detections."""
MIN_SIDE = 2 * SEGMENTS
"""Pixels; smaller frames are taken to have no letterbox."""


@dataclass(frozen=True)
class Envelope:
    """The smallest and the largest luma, 0..255, of each line's segments over some frames.

    rows, columns
        (2, height, SEGMENTS) and (2, width, SEGMENTS) float32: smallest, largest.
    """

    rows: FloatArray
    columns: FloatArray

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames."""
        return self.columns.shape[1], self.rows.shape[1]


def envelope(luma: ByteArray) -> Envelope:
    """The envelope of one frame: (height, width) uint8, black 0 to white 255."""
    rows, columns = _row_means(luma), _column_means(luma)
    return Envelope(np.stack([rows, rows]), np.stack([columns, columns]))


def merge_envelopes(a: Envelope | None, b: Envelope | None) -> Envelope | None:
    """The envelope of the frames of both, which have one size. None: of no frames."""
    if a is None or b is None:
        return a or b
    return Envelope(_merged(a.rows, b.rows), _merged(a.columns, b.columns))


def detect_picture_area(frames: Envelope) -> PictureArea | None:
    """The picture area in pixels of the envelope's frames; None where there is no picture."""
    width, height = frames.size
    if min(height, width) < MIN_SIDE:
        return PictureArea(x=0, y=0, width=width, height=height)
    across = _extent(frames.columns, (0, SEGMENTS), strict=False)
    down = across and _extent(frames.rows, _segments_within(across, width), strict=True)
    across = down and _extent(frames.columns, _segments_within(down, height), strict=True)
    if not across or not down:
        return None
    (left, right), (top, bottom) = across, down
    if (bottom - top) * (right - left) < MIN_AREA * width * height:
        return None
    return PictureArea(x=left, y=top, width=right - left, height=bottom - top)


def areas_differ(a: PictureArea, b: PictureArea, frame_size: tuple[int, int]) -> bool:
    """Whether two areas in frames of that size differ by more than `EDGE_TOLERANCE`."""
    return any(
        abs(one - other) > EDGE_TOLERANCE * side
        for one, other, side in (
            (a.x, b.x, frame_size[0]),
            (a.x + a.width, b.x + b.width, frame_size[0]),
            (a.y, b.y, frame_size[1]),
            (a.y + a.height, b.y + b.height, frame_size[1]),
        )
    )


def _merged(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.stack([np.minimum(a[0], b[0]), np.maximum(a[1], b[1])])


def _row_means(luma: ByteArray) -> FloatArray:
    """The mean of each segment of each row: (rows, SEGMENTS) float32."""
    bounds = _segment_bounds(luma.shape[1])
    return _means(np.add.reduceat(luma, bounds[:-1], axis=1, dtype=np.uint32), bounds)


def _column_means(luma: ByteArray) -> FloatArray:
    """The mean of each segment of each column: (columns, SEGMENTS) float32.

    Whole rows are added up, which takes a third of what the rows of the transposed frame take.
    """
    bounds = _segment_bounds(luma.shape[0])
    sums = [
        luma[first : max(last, first + 1)].sum(axis=0, dtype=np.uint32)
        for first, last in pairwise(bounds)
    ]
    return _means(np.stack(sums, axis=1), bounds)


def _segment_bounds(length: int) -> IntArray:
    return np.linspace(0, length, SEGMENTS + 1).astype(np.int64)


def _means(sums: NDArray[np.uint32], bounds: IntArray) -> FloatArray:
    return np.asarray(sums / np.maximum(np.diff(bounds), 1), dtype=np.float32)


def _segments_within(extent: tuple[int, int], length: int) -> tuple[int, int]:
    """The segments, first and last + 1, that lie wholly in an extent of a side of that length."""
    return whole_lines(extent[0], extent[1] - extent[0], of=length, scaled=SEGMENTS)


def _extent(
    lines: FloatArray, segments: tuple[int, int], *, strict: bool
) -> tuple[int, int] | None:
    """First line of picture and last + 1; None without picture.

    `lines` is one array of an envelope, (2, lines, SEGMENTS); only some `segments` are used.
    """
    part = lines[:, :, slice(*segments)].astype(np.float64)
    first = _letterbox_lines(part, strict=strict)
    last = _letterbox_lines(part[:, ::-1], strict=strict)
    if first is None or last is None or first + last >= part.shape[1]:
        return None
    return first, part.shape[1] - last


def _letterbox_lines(lines: FloatArray, *, strict: bool) -> int | None:
    """How many lines from the first on are letterbox; None where all are. (2, lines, segments)."""
    smallest, largest = lines
    outermost = (smallest[:2] + largest[:2]) / 2
    level = float(np.median(outermost))
    unevenness = float(np.median(np.abs(lines[:, :2] - level)))
    if level > MAX_LETTERBOX_LUMA or unevenness > MAX_UNEVENNESS:
        return 0
    min_step = max(MIN_STEP, 5 * 1.48 * unevenness)
    picture = (largest > level + min_step) | (smallest < level - min_step)
    is_picture = picture.mean(axis=1) >= (STRICT_SHARE if strict else LOOSE_SHARE)
    if strict:
        is_picture &= picture[:, :END_SEGMENTS].any(axis=1)
        is_picture &= picture[:, -END_SEGMENTS:].any(axis=1)
    # Four of a line and the four after it are picture.
    continues = np.convolve(is_picture, np.ones(5), "full")[4:] >= 4
    candidates = np.flatnonzero(is_picture & continues)
    if not len(candidates):
        return None
    edge = int(candidates[0])
    if edge:
        contrast = np.maximum(largest - level, level - smallest)
        edge = _nearby_step(contrast, edge) or _last_trace(picture.any(axis=1), edge)
    return edge if edge >= MIN_LETTERBOX * len(picture) else 0


def _nearby_step(contrast: FloatArray, edge: int) -> int | None:
    """The first line of picture near the edge; None where the picture does not begin in a step.

    `contrast` is how far each segment differs from the letterbox: (lines, segments).
    """
    inside = np.median(contrast[edge + MAX_SMEAR : edge + 2 * MAX_SMEAR], axis=0)
    line = np.median(contrast[:, inside >= np.median(inside)], axis=1)
    first = max(edge - STEP_LINES, STEP_LINES)
    nearby = range(first, min(edge + MAX_SMEAR, len(line) - STEP_LINES))
    if not nearby:
        return None
    rises = [
        np.median(line[n : n + STEP_LINES]) - np.median(line[n - STEP_LINES : n]) for n in nearby
    ]
    step = nearby[int(np.argmax(rises))]
    full = np.median(line[step + 1 : step + 1 + STEP_LINES])
    if np.median(line[step - STEP_LINES : step]) > MAX_LUMA_OUTSIDE * full:
        return None
    while line[step] < HALF * full:
        step += 1
    return step + 1 if line[step] < FULL * full and line[step + 1] > line[step] else step


def _last_trace(traces: BoolArray, edge: int) -> int:
    """The outermost line, from the edge outward, up to which picture shows without a gap."""
    while edge and traces[edge - 1]:
        edge -= 1
    return edge
