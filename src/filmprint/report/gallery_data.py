"""A film as the gallery has it: a few kilobytes of colors, of which its page draws and searches.

- a row of at most `BARS` bars: the dominant color of the sample in the middle of each stretch;
- the film's palette, as its fingerprint file has it;
- a coarse color histogram: the cells of a grid in Oklab, the `CELLS` with the largest shares. Each
  has the mean of its colors, and the cells left out count for the nearest one kept;
- for each of at most `MOMENTS` stretches, the `KEPT` cells that hold most of it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray, IntArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.file_format import PaletteEntry
from filmprint.fingerprint.film import Film
from filmprint.fingerprint.model import Fingerprint
from filmprint.report.packed_data import packed
from filmprint.report.page import plain

BARS = 300
MOMENTS = 100
CELLS = 64
KEPT = 3
CELL_SIZE = (1 / 16, 1 / 20, 1 / 20)
"""Of the grid's cells, along L, a and b."""
LIGHTNESS_STEPS = 255
CHROMA_STEPS = 320
"""How fine L, and a and b, are written: L from 0 to 1 and a and b from -0.4 to 0.4, in bytes."""
GRAY_CHROMA = 0.02
"""A film whose mean color has less is gray, and has no hue."""


@dataclass(frozen=True, kw_only=True)
class GalleryFilm:
    """A film's small share of the page. Shares sum to 1, but for rounding.

    bars
        (B, 3) uint8 sRGB; `missing` are those of stretches where no sample could be decoded.
    cells, cell_shares
        (C, 3) uint8 Oklab in the steps above, (C,) float64, largest share first.
    moment_cells, moment_shares
        (M, KEPT) uint8 each: numbers of cells, and shares of 255.
    palette, palette_shares
        (P, 3) uint8 sRGB and (P,) float64.
    lightness, chroma, hue
        The means over all pixels, and the hue of the mean color in degrees, NaN for grays.
    """

    film: Film
    samples: int
    coverage: float
    bars: ByteArray
    missing: tuple[int, ...]
    cells: ByteArray
    cell_shares: FloatArray
    moment_cells: ByteArray
    moment_shares: ByteArray
    palette: ByteArray
    palette_shares: FloatArray
    lightness: float
    chroma: float
    hue: float


def gallery_film(fingerprint: Fingerprint, palette: Sequence[PaletteEntry]) -> GalleryFilm:
    """What the gallery needs of a film, with the palette of its file."""
    bars, missing = _bars(fingerprint)
    used = fingerprint.shares > 0
    sample_of = np.nonzero(used)[0]
    weights = fingerprint.shares[used]
    points = oklab_from_srgb(fingerprint.colors[used])
    cells, shares, cell_of = _cells(points, weights)
    moment_cells, moment_shares = _moments(
        len(fingerprint), len(cells), sample_of, cell_of, weights
    )
    total = weights.sum()
    mean = weights @ points / total if total else np.full(3, np.nan)
    chroma = weights @ np.hypot(points[:, 1], points[:, 2]) / total if total else np.nan
    is_gray = not np.hypot(mean[1], mean[2]) >= GRAY_CHROMA
    return GalleryFilm(
        film=fingerprint.film,
        samples=len(fingerprint),
        coverage=fingerprint.coverage,
        bars=bars,
        missing=missing,
        cells=_bytes_from_oklab(cells),
        cell_shares=shares,
        moment_cells=moment_cells,
        moment_shares=moment_shares,
        palette=np.array([list(bytes.fromhex(entry.color[1:])) for entry in palette], np.uint8)
        .reshape(-1, 3),
        palette_shares=np.array([entry.share for entry in palette], np.float64),
        lightness=float(mean[0]),
        chroma=float(chroma),
        hue=np.nan if is_gray else float(np.degrees(np.arctan2(mean[2], mean[1])) % 360),
    )  # fmt: skip


def gallery_data(films: Sequence[tuple[str, GalleryFilm]], *, reports: bool) -> dict[str, Any]:
    """All films for the page, in the order given, each with a name of its own.

    The arrays of all films follow each other; `counts` are each one's bars, cells, moments and
    palette colors. A film's report, with `reports`, has its name and `.html`.
    """
    rows = [film for _, film in films]
    return {
        "reports": [quote(os.fsencode(f"{name}.html")) for name, _ in films] if reports else None,
        "steps": [LIGHTNESS_STEPS, CHROMA_STEPS],
        "kept": KEPT,
        "names": [plain(name) for name, _ in films],
        "titles": [plain(row.film.title) for row in rows],
        "years": [row.film.year for row in rows],
        "files": [plain(row.film.name) for row in rows],
        "sizes": [[row.film.width, row.film.height] for row in rows],
        "codecs": [plain(row.film.codec) for row in rows],
        "seconds": [round(row.film.duration_seconds, 1) for row in rows],
        "spans": [
            [round(row.film.picture_span.start_seconds, 1),
             round(row.film.picture_span.end_seconds, 1)] for row in rows
        ],
        "parts": {
            str(n): [[round(part.start_seconds, 1), round(part.end_seconds, 1)] for part in parts]
            for n, row in enumerate(rows) if len(parts := row.film.picture_span.sampled_parts) > 1
        },
        "samples": [row.samples for row in rows],
        "coverage": [round(row.coverage, 4) for row in rows],
        "missing": {str(n): row.missing for n, row in enumerate(rows) if row.missing},
        "counts": packed(
            [[len(row.bars), len(row.cells), len(row.moment_cells), len(row.palette)]
             for row in rows], "<u2",
        ),
        "means": packed([[row.lightness, row.chroma, row.hue] for row in rows], "<f4"),
        "bars": _joined([row.bars for row in rows], "u1"),
        "cells": _joined([row.cells for row in rows], "u1"),
        "cell_shares": _joined([np.rint(row.cell_shares * 65535) for row in rows], "<u2"),
        "moment_cells": _joined([row.moment_cells for row in rows], "u1"),
        "moment_shares": _joined([row.moment_shares for row in rows], "u1"),
        "palette": _joined([row.palette for row in rows], "u1"),
        "palette_shares": _joined([np.rint(row.palette_shares * 65535) for row in rows], "<u2"),
    }  # fmt: skip


def _bars(fingerprint: Fingerprint) -> tuple[ByteArray, tuple[int, ...]]:
    count = len(fingerprint)
    bars = min(count, BARS)
    edges = np.arange(bars + 1) * count // bars
    decoded = fingerprint.decoded
    samples = (edges[:-1] + edges[1:] - 1) // 2
    missing = []
    for bar in np.flatnonzero(~decoded[samples]):
        near = np.flatnonzero(decoded[edges[bar] : edges[bar + 1]])
        if len(near):
            samples[bar] = edges[bar] + near[len(near) // 2]
        else:
            missing.append(int(bar))
    return fingerprint.colors[samples, 0], tuple(missing)


def _cells(points: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """The histogram's cells: means (C, 3), shares (C,), and the cell of each of the points."""
    if not len(points):
        return np.zeros((0, 3)), np.zeros(0), np.zeros(0, np.int64)
    grid = np.floor(points / CELL_SIZE + (0, 64, 64)).astype(np.int64)
    _, cell = np.unique(grid @ (128 * 128, 128, 1), return_inverse=True)
    means, shares = _means(points, weights, cell)
    order = np.argsort(-shares, kind="stable")[:CELLS]
    differences = means[:, None] - means[None, order]
    nearest = (differences**2).sum(axis=2).argmin(axis=1)
    cell = nearest[cell]
    means, shares = _means(points, weights, cell)
    order = np.argsort(-shares, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return means[order], shares[order], rank[cell]


def _means(
    points: FloatArray, weights: FloatArray, cell: IntArray
) -> tuple[FloatArray, FloatArray]:
    held = np.bincount(cell, weights)
    sums = [np.bincount(cell, weights * channel) for channel in points.T]
    return np.stack(sums, axis=1) / held[:, None], held / weights.sum()


def _moments(
    count: int, cells: int, sample_of: IntArray, cell_of: IntArray, weights: FloatArray
) -> tuple[ByteArray, ByteArray]:
    moments = min(count, MOMENTS)
    moment_of = sample_of * moments // count
    width = max(cells, KEPT)
    held = np.bincount(moment_of * width + cell_of, weights, moments * width).reshape(
        moments, width
    )
    held = held / np.maximum(held.sum(axis=1, keepdims=True), 1e-12)
    order = np.argsort(-held, axis=1, kind="stable")[:, :KEPT]
    shares = np.rint(np.take_along_axis(held, order, axis=1) * 255)
    return np.where(shares > 0, order, 0).astype(np.uint8), shares.astype(np.uint8)


def _bytes_from_oklab(points: FloatArray) -> ByteArray:
    steps = np.array((LIGHTNESS_STEPS, CHROMA_STEPS, CHROMA_STEPS))
    return np.asarray(np.rint(points * steps + (0, 128, 128)).clip(0, 255), np.uint8)


def _joined(arrays: Sequence[np.ndarray], kind: str) -> str | None:
    return packed(np.concatenate([array.ravel() for array in arrays]), kind)
