"""Where the picture is inside its frame: bars are found from the frames' brightness. Pure.

A bar is what is plain and near black at a frame's edge in *every* frame looked at. So all that has
to be kept of the frames is an `Envelope`: the least and the largest mean of `SEGMENTS` parts of
each line (row or column). Envelopes of many frames become one, wherever they were made.

1. Columns first, by a loose rule: at least `LOOSE` of a column's segments are picture. A channel
   logo or subtitles inside the bars are not high enough for that.
2. Rows, inside those columns, by a strict rule: at least `STRICT` of the segments, and some at
   either end. Subtitles inside the bars may be wide enough, but do not reach both ends.
3. Columns again, by the strict rule, inside those rows.
4. Codecs smear the picture over its edge, and scalers mix a line of both. So the edge is put where
   the brightness steps up, at the first line that is as bright as those inside.
5. Where nothing steps, picture thins out into darkness; then it goes on to its last trace.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import BoolArray, ByteArray, FloatArray
from filmprint.fingerprint.film import PictureArea, whole_lines

SEGMENTS = 32
LOOSE, STRICT = 0.3, 0.5
ENDS = 2
"""Segments at either end of a line, one of which must be picture."""
DARKEST_PICTURE = 40
"""Brightness, 0..255; the mean of a bar is below."""
MOST_UNEVEN = 3.0
"""Brightness by which the segments of a bar's outermost lines differ, at most."""
LEAST_STEP = 2.0
"""Brightness by which a segment of picture differs from the bar, at least."""
SMEAR = 20
"""Lines into which a codec smears the picture outside its edge: a macroblock, and a little."""
NEAR = 3
"""Lines on either side that tell of a step."""
THIN = 0.4
"""Brightness outside a step, as part of that inside."""
FULL, HALF = 0.9, 0.5
"""Brightness of a line, as part of that of the lines inside: wholly picture, mostly picture."""
SMALLEST_BAR = 0.004
"""Part of the frame's side. A darker line or two at the edge is a fault, not a bar."""
LEAST_AREA = 0.1
"""Part of the frame that its picture takes, at least."""
SAME = 0.008
"""Part of the frame's side by which the edges of one area differ when it is found twice."""
SMALLEST_SIDE = 2 * SEGMENTS
"""Pixels; smaller frames have no bars."""


@dataclass(frozen=True)
class Envelope:
    """The least and the largest brightness, 0..255, of each line's segments over some frames.

    rows, columns
        (2, height, SEGMENTS) and (2, width, SEGMENTS) float32: least, largest.
    """

    rows: FloatArray
    columns: FloatArray


def envelope(brightness: ByteArray) -> Envelope:
    """The envelope of one frame: (height, width) uint8, 0 black to 255 white."""
    rows, columns = _segments(brightness), _segments(brightness.T)
    return Envelope(np.stack([rows, rows]), np.stack([columns, columns]))


def find_picture(seen: Envelope) -> PictureArea | None:
    """The picture's area in the frames of an envelope; None where no picture was seen."""
    height, width = seen.rows.shape[1], seen.columns.shape[1]
    if min(height, width) < SMALLEST_SIDE:
        return PictureArea(x=0, y=0, width=width, height=height)
    across = _extent(seen.columns, (0, SEGMENTS), strict=False)
    down = across and _extent(seen.rows, _within(across, width), strict=True)
    across = down and _extent(seen.columns, _within(down, height), strict=True)
    if not across or not down:
        return None
    (left, right), (top, bottom) = across, down
    if (bottom - top) * (right - left) < LEAST_AREA * width * height:
        return None
    return PictureArea(x=left, y=top, width=right - left, height=bottom - top)


def joined(a: Envelope | None, b: Envelope | None) -> Envelope | None:
    """The envelope of both's frames, which are of one size; None: of no frames."""
    if a is None or b is None:
        return a or b
    return Envelope(_joined(a.rows, b.rows), _joined(a.columns, b.columns))


def is_other(a: PictureArea, b: PictureArea, size: tuple[int, int]) -> bool:
    """Whether edges of two areas are too far apart for being the same, in frames of that size."""
    return any(
        abs(one - other) > SAME * side
        for one, other, side in (
            (a.x, b.x, size[0]),
            (a.x + a.width, b.x + b.width, size[0]),
            (a.y, b.y, size[1]),
            (a.y + a.height, b.y + b.height, size[1]),
        )
    )


def _joined(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.stack([np.minimum(a[0], b[0]), np.maximum(a[1], b[1])])


def _segments(brightness: ByteArray) -> FloatArray:
    """The mean of each segment of each row: (rows, SEGMENTS) float32."""
    bounds = np.linspace(0, brightness.shape[1], SEGMENTS + 1).astype(int)
    sums = np.add.reduceat(brightness, bounds[:-1], axis=1, dtype=np.uint32)
    return np.asarray(sums / np.maximum(np.diff(bounds), 1), dtype=np.float32)


def _within(extent: tuple[int, int], length: int) -> tuple[int, int]:
    """The segments that lie wholly within an extent of a side of that length; at least one."""
    return whole_lines(extent[0], extent[1] - extent[0], of=length, scaled=SEGMENTS)


def _extent(seen: FloatArray, segments: tuple[int, int], *, strict: bool) -> tuple[int, int] | None:
    """First line of picture and last + 1, of `seen` (2, lines, SEGMENTS); None without picture."""
    part = seen[:, :, slice(*segments)].astype(np.float64)
    first = _edge(part, strict)
    last = _edge(part[:, ::-1], strict)
    if first is None or last is None or first + last >= part.shape[1]:
        return None
    return first, part.shape[1] - last


def _edge(seen: FloatArray, strict: bool) -> int | None:
    """How many lines of `seen` (2, lines, segments) are bar, counted from the first line."""
    least, largest = seen
    outermost = (least[:2] + largest[:2]) / 2
    level = float(np.median(outermost))
    uneven = float(np.median(np.abs(seen[:, :2] - level)))
    if level > DARKEST_PICTURE or uneven > MOST_UNEVEN:
        return 0
    step = max(LEAST_STEP, 5 * 1.48 * uneven)
    picture = (largest > level + step) | (least < level - step)
    found = picture.mean(axis=1) >= (STRICT if strict else LOOSE)
    if strict:
        found &= picture[:, :ENDS].any(axis=1) & picture[:, -ENDS:].any(axis=1)
    lasting = np.convolve(found, np.ones(5), "full")[4:] >= 4  # of a line and the four after it
    lines = np.flatnonzero(found & lasting)
    if not len(lines):
        return None
    edge = int(lines[0])
    if edge:
        above = np.maximum(largest - level, level - least)
        edge = _step_near(above, edge) or _last_trace(picture.any(axis=1), edge)
    return edge if edge >= SMALLEST_BAR * len(picture) else 0


def _step_near(above: FloatArray, edge: int) -> int | None:
    """The first line of picture near the edge; None where picture does not begin in a step.

    `above` is how far the segments of each line, (lines, segments), stand out of the bar.
    """
    inside = np.median(above[edge + SMEAR : edge + 2 * SMEAR], axis=0)
    line = np.median(above[:, inside >= np.median(inside)], axis=1)
    first = max(edge - NEAR, NEAR)
    near = range(first, min(edge + SMEAR, len(line) - NEAR))
    if not near:
        return None
    jumps = [np.median(line[n : n + NEAR]) - np.median(line[n - NEAR : n]) for n in near]
    step = near[int(np.argmax(jumps))]
    full, outside = np.median(line[step + 1 : step + 1 + NEAR]), np.median(line[step - NEAR : step])
    if outside > THIN * full:
        return None
    while line[step] < HALF * full:
        step += 1
    return step + 1 if line[step] < FULL * full and line[step + 1] > line[step] else step


def _last_trace(traces: BoolArray, edge: int) -> int:
    """The outermost line, from the edge on, up to which picture shows without a gap."""
    while edge and traces[edge - 1]:
        edge -= 1
    return edge
