"""What the page's script is given: JSON, with the arrays packed as base64."""

import json
from base64 import b64encode
from pathlib import PurePath
from typing import Any

import msgspec
import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from filmprint.color.names import (
    CLEAR_CHROMA,
    GRAY_CHROMA,
    GRAY_LEVELS,
    GRAYS,
    named_colors,
    neutral_names,
)
from filmprint.color.spaces import hex_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.report.stills_sheet import StillsSheet

_ARRAYS = (
    "times_seconds", "loudness_lufs", "colors", "shares", "stand_in_seconds", "frame_columns",
    "stills",
)  # fmt: skip


def film_data(fingerprint: Fingerprint, sheet: StillsSheet | None) -> dict[str, Any]:
    """The fingerprint, its file's small fields as they are.

    Arrays are little-endian: times float64, colors uint8 (N, K, 3), shares (N, K), loudness and
    the times of frames that stand in for others float32, NaN for none.
    """
    document = msgspec.to_builtins(fingerprint.document())
    stand_in = fingerprint.stand_in_seconds
    return {
        "document": {
            name: value
            for name, value in document.items()
            if name not in _ARRAYS and value is not None
        },
        "stem": PurePath(fingerprint.film.name).stem,
        "times_seconds": packed(fingerprint.times_seconds, "<f8"),
        "colors": packed(fingerprint.colors, "u1"),
        "shares": packed(fingerprint.shares, "<f4"),
        "loudness_lufs": packed(fingerprint.loudness_lufs, "<f4"),
        "stand_in_seconds": packed(stand_in, "<f4"),
        "stills": None
        if sheet is None
        else {
            "width": sheet.width,
            "height": sheet.height,
            "columns": sheet.columns,
            "samples": sheet.samples,
        },
    }


def name_data() -> dict[str, Any]:
    """What the page needs to name colors as `filmprint.color.names.color_name` does."""
    names, colors = named_colors()
    return {
        "names": names,
        "colors": [hex_from_srgb(color) for color in colors],
        "grays": GRAYS,
        "gray_chroma": GRAY_CHROMA,
        "gray_levels": GRAY_LEVELS,
        "neutrals": sorted(neutral_names()),
        "clear_chroma": CLEAR_CHROMA,
    }


def script_json(value: Any) -> str:
    """JSON that can stand in a `<script>`: no text in it ends the element or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def packed(array: ArrayLike | None, kind: DTypeLike) -> str | None:
    """The array in base64, little-endian where `kind` says so."""
    return None if array is None else b64encode(np.asarray(array).astype(kind).tobytes()).decode()
