"""Every frame of a film in order, small: for what must see them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av.error
import numpy as np

from filmprint.color.arrays import ByteArray
from filmprint.errors import FilmError
from filmprint.video.opening import main_stream, open_film, packets, read_only


@dataclass(frozen=True)
class SmallFrame:
    """A frame: `seconds` from the film's first one, `bgr` (h, w, 3) uint8, as wide as asked for."""

    seconds: float
    bgr: ByteArray


def all_frames(path: Path, *, width: int, max_pixels: int) -> Iterator[SmallFrame]:
    """Decode a film from its beginning to its end; frames that are damaged are left out.

    Colors are not made true, as `analyze` makes them. Raises `FilmError`, `LimitError`.
    """
    first = None
    with open_film(path) as container:
        stream = main_stream(container, path, max_pixels)
        read_only(container, stream)
        stream.thread_type = "AUTO"
        stream.codec_context.options = {"max_pixels": str(max_pixels)}
        for packet in packets(container, stream):
            try:
                frames = stream.codec_context.decode(packet)
            except av.error.FFmpegError:
                continue
            for frame in frames:
                if frame.pts is None or stream.time_base is None:
                    continue
                seconds = float(frame.pts * stream.time_base)
                first = seconds if first is None else first
                height = max(round(frame.height * width / frame.width / 2) * 2, 2)
                small = frame.reformat(width=width, height=height, format="bgr24")
                yield SmallFrame(seconds - first, np.asarray(small.to_ndarray(), np.uint8))
    if first is None:
        raise FilmError(f"{path}: none of its frames could be decoded.")
