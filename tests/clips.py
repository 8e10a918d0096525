"""Small films with known content, made with PyAV's encoders."""

import os
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RATE = 24
TICKS = 1000  # ticks a second of the pts given to `write_clip`


def even_times(count: int, rate: Fraction | int = RATE, start: float = 0.0) -> list[int]:
    """The pts of `count` frames at an even rate, in ticks."""
    return [round(start * TICKS + n * TICKS / rate) for n in range(count)]


def uneven_times(count: int, seed: int = 0) -> list[int]:
    """The pts of `count` frames, 10 to 200 ms apart."""
    steps = np.random.default_rng(seed).integers(10, 200, count)
    return [int(time) for time in np.cumsum(steps) - steps[0]]


def moving_frames(count: int, width: int = 128, height: int = 96) -> Iterable[np.ndarray]:
    """RGB frames that differ from each other everywhere: gradients, noise and a moving square."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:height, 0:width]
    for n in range(count):
        frame = np.stack([x * 2 + n * 5, y * 2 + n * 3, x + y + n * 7], axis=-1) % 256
        frame = frame // 2 + random.integers(0, 60, frame.shape)
        left = n * 5 % (width - 24)
        frame[20:44, left : left + 24] = (n * 40 % 256, 255 - n * 25 % 256, n * 11 % 256)
        yield frame.astype(np.uint8)


def flat_frames(colors: Sequence[tuple[int, int, int]], each: int, width: int = 64,
                height: int = 48) -> Iterable[np.ndarray]:  # fmt: skip
    """RGB frames of one color; each color for `each` frames."""
    for color in colors:
        for _ in range(each):
            yield np.full((height, width, 3), color, np.uint8)


@contextmanager
def scheduling_kept() -> Iterator[None]:
    """Undo what SVT-AV1 does to its caller, run as root: the thread gets real-time priority, and
    with it every process that it starts later, which can starve the whole machine."""
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def write_clip(
    path: Path,
    frames: Iterable[np.ndarray],
    times: Sequence[int] | None = None,
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    colorspace: int | None = None,
    keys: Collection[int] = (),
    sample_aspect_ratio: Fraction | int = 1,
) -> Path:
    """Encode RGB frames at the given pts (in milliseconds); even times without. The frames
    whose numbers are in `keys` become key frames."""
    with scheduling_kept(), av.open(str(path), "w", options=container_options or {}) as container:
        stream = None
        for n, rgb in enumerate(frames):
            if stream is None:
                stream = container.add_stream(codec, rate=RATE, options=options or {})
                stream.height, stream.width = rgb.shape[:2]
                stream.pix_fmt = pixel_format
                if sample_aspect_ratio != 1:
                    stream.codec_context.sample_aspect_ratio = Fraction(sample_aspect_ratio)
                fixed_rate = codec in ("mpeg2video", "mpeg4")
                stream.codec_context.time_base = Fraction(1, RATE if fixed_rate else TICKS)
                if colorspace is not None:
                    stream.codec_context.colorspace = colorspace
                    stream.codec_context.color_range = 1
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
                format=pixel_format, dst_colorspace=colorspace, dst_color_range=1
            )
            time = times[n] if times else round(n * TICKS / RATE)
            frame.pts = round(time * RATE / TICKS) if fixed_rate else time
            frame.pict_type = 1 if n in keys else 0
            frame.time_base = stream.codec_context.time_base
            container.mux(stream.encode(frame))
        if stream is not None:
            container.mux(stream.encode())
    return path


def remux(
    source: Path,
    target: Path,
    *,
    shift: float = 0.0,
    rotation: int = 0,
    display_matrix: Sequence[int] = (),
) -> Path:
    """Copy packets into another container, `shift` seconds later (negative: into an edit list),
    to be shown turned by `rotation` degrees counterclockwise, or by a display matrix."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = old.streams.video[0]
        copy = new.add_stream_from_template(stream)
        if rotation:
            copy.set_display_rotation(rotation)
        if display_matrix:
            copy.set_display_matrix(display_matrix)
        ticks = round(shift / stream.time_base)
        for packet in old.demux(stream):
            if packet.dts is None:
                continue
            packet.pts += ticks
            packet.dts += ticks
            packet.stream = copy
            new.mux(packet)
    return target


def insert_box(path: Path, entry: bytes, box: bytes) -> None:
    """Put a box at the end of an mp4's video sample entry, such as b"hvc1". The moov box must come
    last, as in files that this module writes."""
    data = bytearray(path.read_bytes())
    levels = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", entry]
    at, depth = 0, 0
    parents = []
    while depth < len(levels):
        size, name = struct.unpack_from(">I4s", data, at)
        if name == levels[depth]:
            parents.append(at)
            depth += 1
            end = at + size
            at += 16 if name == b"stsd" else 8
        else:
            at += size
    data[end:end] = box
    for parent in parents:
        (size,) = struct.unpack_from(">I", data, parent)
        struct.pack_into(">I", data, parent, size + len(box))
    path.write_bytes(data)


def add_sound(source: Path, target: Path, wave: np.ndarray, rate: int = 48_000) -> Path:
    """Copy the packets and put a sound beside them: `wave` is (channels, samples), -1..1."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        copy = new.add_stream_from_template(old.streams.video[0])
        layout = "mono" if len(wave) == 1 else "stereo"
        sound = new.add_stream("flac", rate=rate, layout=layout)
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = copy
                new.mux(packet)
        samples = np.round(wave * 32767).astype(np.int16)
        for first in range(0, samples.shape[1], 4096):
            block = samples[:, first : first + 4096].T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "s16", layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
            new.mux(sound.encode(frame))
        new.mux(sound.encode())
    return target


def tone(seconds: float, decibels: float, rate: int = 48_000) -> np.ndarray:
    """A stereo sine of 1 kHz, its peak so many decibels below full scale."""
    wave = 10 ** (decibels / 20) * np.sin(2 * np.pi * 1000 * np.arange(seconds * rate) / rate)
    return np.stack([wave, wave])
