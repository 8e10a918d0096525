"""Where a film is cut, by PySceneDetect. Needs the extra "shots"."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from filmprint.color.arrays import ByteArray
from filmprint.errors import import_optional
from filmprint.measures.shots import Shots

WIDTH = 320
"""Pixels across of the frames; PySceneDetect scales down to about as many itself."""


def find_shots(frames: Iterable[tuple[float, ByteArray]], *, frame_rate: float) -> Shots:
    """Shots from all frames of a film, (seconds, BGR (h, w, 3) uint8), by PySceneDetect's adaptive
    detector with its defaults.

    `frame_rate` is that of the film, or nearly; times are those of the frames. Raises `OptionError`
    where PySceneDetect is not installed.
    """
    scenedetect = load_scenedetect()
    detector = scenedetect.AdaptiveDetector()
    times: list[float] = []
    cuts: list[int] = []
    for seconds, frame in frames:
        timecode = scenedetect.FrameTimecode(len(times), frame_rate)
        times.append(seconds)
        cuts += [cut.frame_num for cut in detector.process_frame(timecode, frame)]
    last = scenedetect.FrameTimecode(len(times) - 1, frame_rate)
    cuts += [cut.frame_num for cut in detector.post_process(last)]
    edges = [0.0, *(times[cut] for cut in sorted(set(cuts)) if cut > 0)]
    return Shots(np.array([*edges, times[-1] + 1 / frame_rate], np.float64))


def load_scenedetect() -> Any:
    """PySceneDetect. Raises `OptionError` where it is not installed."""
    return import_optional("scenedetect", purpose="finding shots", install="'filmprint[shots]'")
