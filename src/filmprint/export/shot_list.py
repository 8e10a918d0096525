"""A list of shots as PySceneDetect writes it."""

import numpy as np

from filmprint.export.table import Column, Table, as_text
from filmprint.fingerprint.data_frame import text_array
from filmprint.measures.shots import Shots
from filmprint.options.times import timestamp


def shot_list(shots: Shots, frame_rate: float) -> bytes:
    """CSV with the columns of PySceneDetect's `list-scenes`."""
    begin, end = shots.edges[:-1], shots.edges[1:]
    frames = np.rint(shots.edges * frame_rate).astype(np.int64)
    columns = {"Scene Number": Column(np.arange(1, len(shots) + 1))}
    for name, seconds, number in (("Start", begin, frames[:-1] + 1), ("End", end, frames[1:])):
        columns |= {
            f"{name} Frame": Column(number),
            f"{name} Timecode": Column(text_array(timestamp(value) for value in seconds.tolist())),
            f"{name} Time (seconds)": Column(seconds, 3),
        }
    columns |= {
        "Length (frames)": Column(np.diff(frames)),
        "Length (timecode)": Column(
            text_array(timestamp(value) for value in shots.lengths.tolist())
        ),
        "Length (seconds)": Column(shots.lengths, 3),
    }
    return as_text(Table(columns)).encode()
