"""How loud a film is, moment by moment: EBU R128 through FFmpeg's `ebur128` filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from av.stream import Disposition

from filmprint.color.arrays import FloatArray
from filmprint.processes import heartbeat
from filmprint.video.opening import open_film, read_only

MIDDLE_SECONDS = 0.1 - 0.4 / 2
"""The filter gives a value for each block of 0.1 seconds, from its end 0.4 seconds back (momentary
loudness, EBU Tech 3341): the middle of that, counted from the block's beginning."""
JUMP_AHEAD_SECONDS, JUMP_BACK_SECONDS = 10, 0.5
"""As for the picture: a recording whose times jump further was put together from parts."""


@dataclass(frozen=True)
class MomentaryLoudness:
    """EBU R128 momentary loudness: `times_seconds` (M,), ascending, and `lufs` (M,).

    M is 0 for a film without sound.
    """

    times_seconds: FloatArray
    lufs: FloatArray
    warnings: tuple[str, ...] = ()


def measure_loudness(path: Path, start: float, end: float) -> MomentaryLoudness:
    """The momentary loudness of the film's sound up to `end`.

    `start` is the presentation time of the film's first frame, from which the times count; `end`
    counts from there. Sound that breaks off is measured up to there; a film without sound has no
    values. Raises `FilmError` where the film cannot be opened.
    """
    times, levels = [], []
    with open_film(path) as container:
        stream = _main_sound(container)
        if stream is not None:
            read_only(container, stream)
            joins = container.format.name in ("mpegts", "mpeg")
            for time, level in _levels(_timed_frames(container, stream, joins)):
                times.append(time - start)
                levels.append(level)
                if times[-1] > end:
                    break
        broken = bool(container.streams.audio) and not times
    order = np.argsort(times, kind="stable")
    warnings = ("its sound cannot be decoded; loudness is not known.",) if broken else ()
    return MomentaryLoudness(np.array(times)[order], np.array(levels)[order], warnings)


def _main_sound(container: InputContainer) -> AudioStream | None:
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
    container: InputContainer, stream: AudioStream, joins: bool
) -> Iterator[tuple[Fraction, AudioFrame]]:
    """The stream's frames, each with its time in seconds; damaged ones are left out."""
    shift, due = Fraction(0), None
    try:
        for packet in container.demux(stream):
            heartbeat.beat()
            try:
                frames = stream.codec_context.decode(packet)
            except av.error.FFmpegError:
                continue
            for frame in frames:
                if frame.pts is None or frame.time_base is None:
                    time = due if due is not None else Fraction(0)
                else:
                    time = frame.pts * frame.time_base + shift
                if (
                    joins
                    and due is not None
                    and not (-JUMP_BACK_SECONDS <= time - due <= JUMP_AHEAD_SECONDS)
                ):
                    shift, time = shift + due - time, due
                due = time + Fraction(frame.samples, frame.sample_rate)
                yield time, frame
    except (av.error.FFmpegError, IndexError):  # as in reading pictures
        return


def _levels(frames: Iterator[tuple[Fraction, AudioFrame]]) -> Iterator[tuple[float, float]]:
    """The loudness of each block in LUFS, at the middle of the window that it looks back on."""
    graph, kind = Graph(), None
    for time, frame in frames:
        if kind != (frame.sample_rate, frame.format.name, frame.layout.name):
            kind = (frame.sample_rate, frame.format.name, frame.layout.name)
            graph = _meter(frame)
        frame.time_base = Fraction(1, frame.sample_rate)
        frame.pts = round(time * frame.sample_rate)
        try:
            graph.push(frame)
            while True:
                block = graph.pull()
                yield (block.time or 0.0) + MIDDLE_SECONDS, float(block.metadata["lavfi.r128.M"])
        except (av.error.BlockingIOError, av.error.EOFError):
            continue


def _meter(frame: AudioFrame) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format,
        layout=frame.layout,
        time_base=Fraction(1, frame.sample_rate),
    )
    graph.link_nodes(source, graph.add("ebur128", "metadata=1"), graph.add("abuffersink"))
    graph.configure()
    return graph
