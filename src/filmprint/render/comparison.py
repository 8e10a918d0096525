"""Pictures of a comparison: two releases joined where they are alike, or many films as a tree."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.cluster.hierarchy import dendrogram, linkage
from scipy.spatial.distance import squareform

from filmprint.color.arrays import FloatArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.alignment import Alignment
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, new_canvas, text_color
from filmprint.render.color_arrangement import dominant_rows
from filmprint.render.shapes.columns import Columns
from filmprint.render.text.time_axis import TimeSpan, draw_time_axis, time_spans
from filmprint.render.text.typography import TextStyle, draw_line

BACKGROUND = "#f7f5f0"
LABEL = 0.02
"""Font size, in the canvas's shorter sides."""
SCALE = 0.05
"""Width of the curve's scale, in fractions of the canvas's width."""
FIRST_STRIP, SECOND_STRIP = (0.74, 0.95), (0.39, 0.6)
"""Bottom and top of the strips, in fractions of the canvas's height."""
JOIN_GAP = 0.005
"""Between a strip and the lines that join the strips, in the same."""
CURVE, AXIS_TOP = (0.09, 0.27), 0.085
"""Bottom and top of the curve, and the top of the time axis, in the same."""
JOINS = 160
"""Lines between the strips, where all moments are aligned."""
FAINT = 0.25
"""Opacity of the lines of a scale."""
LEAF_INCHES = 0.55
TREE, STRIP = 0.45, 0.5
"""Where the tree ends and the strips begin, in fractions of the canvas's width."""
SCALE_POINTS = 40
"""Height of the tree's scale."""
MOST_LEAVES = 250
"""With more films, the sheet grows no more."""


def draw_pair(
    first: Fingerprint, second: Fingerprint, names: Sequence[str], alignment: Alignment
) -> Figure:
    """Both strips on one time axis, joined where they are aligned, and each pair's CIEDE2000."""
    picture = Picture(size="16x9", dpi=150, margin="6%", background=BACKGROUND, no_title=True)
    canvas = new_canvas(picture)
    size = LABEL * canvas.shorter_side
    style = TextStyle(picture.font, text_color(picture, canvas.background), size, "left")
    spans = time_spans(first), time_spans(second)
    begin = min(of_film[0].begin for of_film in spans)
    length = max(of_film[-1].end for of_film in spans) - begin

    def across(seconds: FloatArray | float) -> FloatArray:
        return SCALE + (1 - SCALE) * (np.asarray(seconds) - begin) / length

    name_style = replace(style, widest=0.9 * canvas.size_points[0])
    for film, name, of_film, (low, high), label in (
        (first, names[0], spans[0], FIRST_STRIP, FIRST_STRIP[1] + 0.015),
        (second, names[1], spans[1], SECOND_STRIP, SECOND_STRIP[0] - 0.035),
    ):
        rows = dominant_rows(film, picture)
        for part in of_film:
            if len(film.times_seconds[part.samples]):
                strip = canvas.part(float(across(part.begin)), low, float(across(part.end)), high)
                Columns(strip, rows[:, part.samples])
        draw_line(canvas, (SCALE, label), name, name_style)
    x_first, x_second = across(first.times_seconds), across(second.times_seconds)
    _draw_joins(canvas, alignment, x_first, x_second, style.color)
    _draw_difference(canvas.part(0, CURVE[0], 1, CURVE[1]), alignment, x_first, style)
    longer = spans[int(spans[1][-1].end > spans[0][-1].end)]
    whole = TimeSpan(longer[0].begin, longer[-1].end)
    left, right = float(across(whole.begin)), float(across(whole.end))
    draw_time_axis(canvas.part(left, 0, right, AXIS_TOP), [whole], picture, size)
    return canvas.figure


def draw_tree(
    fingerprints: Sequence[Fingerprint], names: Sequence[str], matrix: FloatArray
) -> Figure:
    """A tree of likeness (average linkage) with the strip of each film; the scale is the distance.

    A film without colors lies as far from all as the farthest do.
    """
    matrix = np.where(np.isnan(matrix), np.nanmax(matrix, initial=1e-3), matrix)
    rows = min(len(fingerprints), MOST_LEAVES)
    picture = Picture(
        size=f"14x{2 + LEAF_INCHES * rows:.2f}", dpi=150, margin="0.6in", background=BACKGROUND,
        no_title=True,
    )  # fmt: skip
    canvas = new_canvas(picture)
    width, height = canvas.size_points
    row_height = (height - SCALE_POINTS) / len(fingerprints)
    style = TextStyle(picture.font, text_color(picture, canvas.background), 0.26 * row_height)
    tree = dendrogram(linkage(squareform(matrix, checks=False), "average"), no_plot=True)
    farthest = max(max(distances) for distances in tree["dcoord"]) or 1.0

    def at(distance: float, leaf: float) -> tuple[float, float]:
        """In points; the middles of leaves are at 5, 15, 25 and so on (SciPy)."""
        return TREE * width * (1 - distance / farthest), height - row_height * leaf / 10

    lines = [
        [at(distance, leaf) for distance, leaf in zip(distances, leaves, strict=True)]
        for distances, leaves in zip(tree["dcoord"], tree["icoord"], strict=True)
    ]
    canvas.figure.add_artist(
        LineCollection(lines, colors=style.color, linewidths=1.2, transform=canvas.point_transform)
    )
    name_style = replace(style, align="left", widest=(1 - STRIP) * width)
    for row, number in enumerate(tree["leaves"]):
        top = 1 - row * row_height / height
        step = row_height / height
        strip = canvas.part(STRIP, top - 0.52 * step, 1, top - 0.12 * step)
        Columns(strip, dominant_rows(fingerprints[number], picture))
        draw_line(canvas, (STRIP, top - 0.85 * step), names[number], name_style)
    for part in (0, 0.5, 1):
        position = TREE * (1 - part), 0.1 * SCALE_POINTS / height
        draw_line(canvas, position, f"{part * farthest:.3f}", replace(style, size=11))
    return canvas.figure


def _draw_joins(
    canvas: Canvas, alignment: Alignment, first: FloatArray, second: FloatArray, color: str
) -> None:
    """Lines from moments of the first to the same moments of the second."""
    step = max(len(alignment.first) // JOINS, 1)
    upper, lower = FIRST_STRIP[0] - JOIN_GAP, SECOND_STRIP[1] + JOIN_GAP
    lines = [
        [canvas.figure_fraction(first[a], upper), canvas.figure_fraction(second[b], lower)]
        for a, b in zip(alignment.first[::step], alignment.second[::step], strict=True)
    ]
    transform = canvas.figure.transSubfigure
    canvas.figure.add_artist(
        LineCollection(lines, colors=color, linewidths=0.5, alpha=0.45, transform=transform)
    )


def _draw_difference(canvas: Canvas, alignment: Alignment, x: FloatArray, style: TextStyle) -> None:
    """The CIEDE2000 of each pair over the first film's time; a gap where nothing is aligned."""
    width, height = canvas.size_points
    highest = max(5.0, 5 * float(np.ceil(np.nanmax(alignment.delta_e, initial=0) / 5)))
    heading = SCALE, 1 + 0.4 * style.size / height
    draw_line(canvas, heading, "CIEDE2000 of the mean colors", style)
    numbers = replace(style, size=0.85 * style.size, align="right")
    for value in (0, highest / 2, highest):
        y = value / highest
        (left, line_y), (right, _) = canvas.figure_fraction(SCALE, y), canvas.figure_fraction(1, y)
        canvas.figure.add_artist(
            Line2D([left, right], [line_y] * 2, color=style.color, alpha=FAINT, linewidth=0.5)
        )
        position = SCALE - 0.7 * style.size / width, y - 0.32 * style.size / height
        draw_line(canvas, position, f"{value:g}", numbers)
    usual = float(np.median(np.diff(alignment.first))) if len(alignment.first) > 1 else 1.0
    cuts = np.flatnonzero(np.diff(alignment.first) > 2 * usual) + 1
    for run in np.split(np.arange(len(alignment.first)), cuts):
        run_x, run_y = width * x[alignment.first[run]], height * alignment.delta_e[run] / highest
        line = Line2D(
            run_x, run_y, color=style.color, linewidth=1.2, transform=canvas.point_transform
        )
        canvas.figure.add_artist(line)
