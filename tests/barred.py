"""Films with bars whose place is known: real pictures inside made-up frames."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from clips import even_times, write_clip
from filmprint.fingerprint.film import PictureArea

RATE = 12


@dataclass(frozen=True)
class Barred:
    """How a film is made: ratios of its picture in a frame of that size, and what is in the bars.

    With two `ratios` the first half has the first one. `gain` darkens the picture, `level` and
    `noise` (standard deviation) are in 8-bit levels. `window` is the part of the frame that
    everything fits into.
    """

    frame: tuple[int, int] = (640, 360)
    ratios: tuple[float, ...] = (2.39,)
    gain: float = 1.0
    level: int = 0
    noise: float = 0.0
    logo: bool = False
    subtitles: bool = False
    fade: bool = False
    window: float = 1.0
    crf: int = 23

    def area(self, ratio: float) -> PictureArea:
        """The picture's area, on even pixels as 4:2:0 has it."""
        width, height = self.frame
        box = (width * self.window, height * self.window)
        wide, high = min(box[0], box[1] * ratio), min(box[1], box[0] / ratio)
        x, y = (2 * round((side - part) / 4) for side, part in ((width, wide), (height, high)))
        return PictureArea(x=x, y=y, width=width - 2 * x, height=height - 2 * y)

    @property
    def union(self) -> PictureArea:
        """The area of the whole film: its bars are centered, so the largest one holds the others."""
        areas = [self.area(ratio) for ratio in self.ratios]
        return max(areas, key=lambda area: area.width * area.height)


def real_frames(path: Path, count: int, start: float = 5.0, every: int = 8) -> list[np.ndarray]:
    """Every so manieth frame of a film: (height, width, 3) uint8."""
    frames = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        container.seek(int(start * av.time_base))
        for n, frame in enumerate(container.decode(stream)):
            if n % every == 0:
                frames.append(frame.to_ndarray(format="rgb24"))
            if len(frames) == count:
                break
    return frames


def write_barred(
    path: Path, pictures: Sequence[np.ndarray], made: Barred, keyint: int = 12
) -> Path:
    """Encode the pictures with bars as H.264, twelve a second."""
    options = {"crf": str(made.crf), "preset": "veryfast", "x264-params": "log-level=none",
               "g": str(keyint)}  # fmt: skip
    count = len(pictures)
    return write_clip(path, barred_frames(pictures, made), even_times(count, RATE), options=options)


def barred_frames(pictures: Sequence[np.ndarray], made: Barred) -> Iterator[np.ndarray]:
    """The pictures inside their bars."""
    random = np.random.default_rng(3)
    width, height = made.frame
    for n, picture in enumerate(pictures):
        ratio = made.ratios[n * len(made.ratios) // len(pictures)]
        area = made.area(ratio)
        frame = np.full((height, width, 3), made.level, np.float32)
        gain = made.gain
        if made.fade:
            gain *= min(1.0, n / 8, (len(pictures) - 1 - n) / 8)
        part = scaled(picture, area.width, area.height).astype(np.float32) * gain
        frame[area.y : area.y + area.height, area.x : area.x + area.width] = part
        if made.logo:
            frame[8:22, width - 60 : width - 24] = 200
        if made.subtitles and n % 10 < 6:
            _write_text(frame, random)
        frame += random.normal(0, made.noise, frame.shape) if made.noise else 0
        yield np.clip(np.rint(frame), 0, 255).astype(np.uint8)


def _write_text(frame: np.ndarray, random: np.random.Generator) -> None:
    """A line of letter-like strokes low in the frame, over its middle two thirds."""
    height, width = frame.shape[:2]
    top = height - 26
    for x in range(width // 6, width * 5 // 6, 9):
        if random.random() < 0.85:
            frame[top : top + 14, x : x + 2] = 235
            frame[top + (x // 9 % 3) * 6 : top + (x // 9 % 3) * 6 + 2, x : x + 7] = 235


def scaled(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """The middle of a picture, scaled to that size."""
    high, wide = picture.shape[:2]
    factor = min(wide / width, high / height)
    wide_part, high_part = round(width * factor), round(height * factor)
    x, y = (wide - wide_part) // 2, (high - high_part) // 2
    frame = av.VideoFrame.from_ndarray(
        np.ascontiguousarray(picture[y : y + high_part, x : x + wide_part]), format="rgb24"
    )
    return frame.reformat(width, height, "rgb24", interpolation="AREA").to_ndarray()
