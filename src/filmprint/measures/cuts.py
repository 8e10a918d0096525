"""Where a film is cut, by PySceneDetect. Needs the extra "shots"."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from filmprint.color.arrays import ByteArray
from filmprint.errors import import_optional
from filmprint.measures.shots import Shots
from filmprint.processes import heartbeat
from filmprint.video import SmallFrame, all_frames, probe

WIDTH = 320
"""Pixels across of the frames; PySceneDetect scales down to about as many itself."""
USUAL_FRAME_RATE = 24.0
"""For films that do not say theirs."""


@dataclass(frozen=True)
class FilmShots:
    """The shots of a film, its frame rate, and warnings."""

    shots: Shots
    frame_rate: float
    warnings: tuple[str, ...]


def find_shots_of_film(path: Path, max_pixels: int, rate: float) -> FilmShots:
    """Decode every frame of a film and find its shots. To be run in a worker process: a film may
    crash FFmpeg.

    `rate` is that of images, a second. Raises `FilmError`, `LimitError`, and `OptionError` where
    PySceneDetect is not installed.
    """
    probed = probe(path, max_pixels=max_pixels, rate=rate)
    duration = max(probed.film.duration_seconds, 1e-9)

    def reported(frame: SmallFrame) -> tuple[float, ByteArray]:
        heartbeat.report(min(frame.seconds / duration, 1.0))
        return frame.seconds, frame.bgr

    frame_rate = probed.film.frame_rate or USUAL_FRAME_RATE
    index = probed.index
    if index.addressed_by_number:  # then the header's rate may be that of its ticks
        frame_rate = float(1 / (index.median_frame_duration * index.time_base))
    frames = all_frames(
        path, width=WIDTH, frame_rate=frame_rate, by_number=index.addressed_by_number,
        max_pixels=max_pixels,
    )  # fmt: skip
    shots = find_shots(map(reported, frames), frame_rate=frame_rate)
    return FilmShots(shots, frame_rate, probed.warnings)


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
