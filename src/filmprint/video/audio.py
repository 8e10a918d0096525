"""Momentary loudness of a film's sound (EBU R128), measured by FFmpeg's `ebur128` filter."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from av.stream import Disposition

from filmprint.color.arrays import FloatArray
from filmprint.processes import heartbeat
from filmprint.remote.path import FilmPath
from filmprint.video.images import is_made_of_images
from filmprint.video.opening import open_film, read_only
from filmprint.video.timestamp_jumps import JUMPING_FORMATS, is_jump

BLOCK_SECONDS, WINDOW_SECONDS = 0.1, 0.4
"""The filter gives a value for each block, measured over the window that ends with the block
(momentary loudness, EBU Tech 3341)."""
WINDOW_MIDDLE_SECONDS = BLOCK_SECONDS - WINDOW_SECONDS / 2
"""The middle of that window, counted from the beginning of the block."""

DEFAULT_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1",
                   8: "7.1", 16: "hexadecagonal", 24: "22.2"}  # fmt: skip
"""FFmpeg's default channel layout for a number of channels (av_channel_layout_default)."""

STANDARD_CHANNELS = ("FL", "FR", "FC", "LFE", "BL", "BR", "FLC", "FRC", "BC", "SL", "SR", "TC",
                     "TFL", "TFC", "TFR", "TBL", "TBC", "TBR")  # fmt: skip
"""FFmpeg's names of channels, in the order of its standard layouts."""


@dataclass(frozen=True)
class MomentaryLoudness:
    """EBU R128 momentary loudness: `times_seconds` (M,), ascending, and `lufs` (M,).

    M is 0 for a film without sound.
    """

    times_seconds: FloatArray
    lufs: FloatArray
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Level:
    """The loudness of one window, at its middle."""

    seconds: float
    lufs: float


@dataclass(frozen=True)
class _TimedFrame:
    seconds: Fraction
    frame: AudioFrame


def measure_loudness(path: FilmPath, start: float, end: float) -> MomentaryLoudness:
    """The momentary loudness of the film's sound up to `end`.

    `start` is the presentation time of the film's first frame in seconds; `end` and the times of
    the result count from it. Sound that breaks off is measured up to that point. Raises `FilmError`
    where the film cannot be opened.
    """
    levels: list[_Level] = []
    if is_made_of_images(path):
        return MomentaryLoudness(np.zeros(0), np.zeros(0))
    with open_film(path) as container:
        stream = _main_stream(container)
        if stream is not None:
            read_only(container, stream)
            join_parts = container.format.name in JUMPING_FORMATS
            channel_map = _without_custom_layout(stream)
            frames = _timed_frames(container, stream, join_parts=join_parts)
            for level in _levels(frames, channel_map):
                levels.append(level)
                if level.seconds - start > end:
                    break
        broken = bool(container.streams.audio) and not levels
    levels.sort(key=lambda level: level.seconds)
    warnings = ("its sound cannot be decoded; loudness is not known.",) if broken else ()
    return MomentaryLoudness(
        np.array([level.seconds - start for level in levels]),
        np.array([level.lufs for level in levels]),
        warnings,
    )


def _main_stream(container: InputContainer) -> AudioStream | None:
    """The stream marked as default, else the first that can be decoded."""
    streams = [
        stream
        for stream in container.streams.audio
        if stream.codec_context is not None and stream.codec_context.is_decoder
    ]
    return max(
        streams,
        key=lambda stream: (bool(stream.disposition & Disposition.default), -stream.index),
        default=None,
    )


def _timed_frames(
    container: InputContainer, stream: AudioStream, *, join_parts: bool
) -> Iterator[_TimedFrame]:
    """The stream's frames; damaged ones are left out.

    `join_parts`: where timestamps jump, the frame follows the one before it.
    """
    shift = Fraction(0)
    expected: Fraction | None = None
    try:
        for packet in container.demux(stream):
            heartbeat.beat()
            try:
                frames = stream.codec_context.decode(packet)
            except av.error.FFmpegError:
                continue
            for frame in frames:
                if frame.pts is None or frame.time_base is None:
                    time = expected if expected is not None else Fraction(0)
                else:
                    time = frame.pts * frame.time_base + shift
                if join_parts and expected is not None and is_jump(time - expected):
                    shift, time = shift + expected - time, expected
                expected = time + Fraction(frame.samples, frame.sample_rate)
                yield _TimedFrame(time, frame)
    except (av.error.FFmpegError, IndexError):  # IndexError: damage made up a stream
        return


def _levels(frames: Iterator[_TimedFrame], channel_map: str) -> Iterator[_Level]:
    """The loudness of each window; `channel_map` are options of `channelmap`."""
    graph = Graph()
    graph_format: tuple[int, str, str] | None = None
    for timed in frames:
        frame = timed.frame
        frame_format = (frame.sample_rate, frame.format.name, frame.layout.name)
        if graph_format != frame_format:
            graph, graph_format = _loudness_graph(frame, channel_map), frame_format
        frame.time_base = Fraction(1, frame.sample_rate)
        frame.pts = round(timed.seconds * frame.sample_rate)
        try:
            graph.push(frame)
            while True:
                block = graph.pull()
                yield _Level(
                    (block.time or 0.0) + WINDOW_MIDDLE_SECONDS,
                    float(block.metadata["lavfi.r128.M"]),
                )
        except (av.error.BlockingIOError, av.error.EOFError):
            continue


def _loudness_graph(frame: AudioFrame, channel_map: str) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format,
        layout=_layout(frame),
        time_base=Fraction(1, frame.sample_rate),
    )
    mapping = [graph.add("channelmap", channel_map)] if channel_map else []
    meter = graph.add("ebur128", "metadata=1")
    graph.link_nodes(source, *mapping, meter, graph.add("abuffersink"))
    graph.configure()
    return graph


def _layout(frame: AudioFrame) -> AudioLayout:
    """The frame's channel layout; an unspecified one is FFmpeg's default for so many channels."""
    count = frame.layout.nb_channels
    if frame.layout.name != f"{count} channels" or count not in DEFAULT_LAYOUTS:
        return frame.layout
    return AudioLayout(DEFAULT_LAYOUTS[count])


def _without_custom_layout(stream: AudioStream) -> str:
    """Replace a custom channel layout by an unspecified one; the options of a `channelmap` filter.

    Such a layout names its channels in an order of its own, as QuickTime files may. PyAV frees it
    twice, with each frame and with the layout object itself, which crashes the process.
    """
    layout = stream.codec_context.layout
    if not re.fullmatch(r"\d+ channels \(.*\)", layout.name):
        return ""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(layout))  # never freed
    stream.codec_context.layout = f"{layout.nb_channels} channels"
    names = [channel.name for channel in layout.channels]
    if any(name not in STANDARD_CHANNELS for name in names) or len(set(names)) < len(names):
        return ""
    ordered = "+".join(name for name in STANDARD_CHANNELS if name in names)
    pairs = "|".join(f"{n}-{name}" for n, name in enumerate(names))
    return f"map={pairs}:channel_layout={ordered}"
