"""What leaving out unneeded AV1 frames saves: python benchmarks/references.py [FILM ...]

And whether all samples are bit for bit those of a plain decode.

CPU seconds of one process with one decoder thread, for a sample every two seconds: a plain decode
of the film, the samples' groups decoded whole, and the same without the frames that no sample
needs. The three take turns and the median of three is quoted. Without a film, one made with
SVT-AV1's default settings is taken.
"""

import hashlib
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np

import films
from filmprint.analysis.decode_plan import displayed_frames, plan_decode_ranges, sample_times
from filmprint.options import Limits
from filmprint.video import FilmReader, Source, probe_headers
from filmprint.video.decode_range import DecodeRange

ROUNDS, SECONDS_APART = 3, 2


def plain_decode(path: Path) -> None:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for _ in container.decode(stream):
            pass


def decode(source: Source, decode_ranges: list[DecodeRange]) -> None:
    reader = FilmReader(source)
    frames = sum(1 for decode_range in decode_ranges for _ in reader.frames(decode_range))
    reader.close()
    if frames != sum(len(decode_range.wanted) for decode_range in decode_ranges):
        raise SystemExit("a sample was not decoded")


def content(frame: av.VideoFrame) -> bytes:
    """A digest of the picture, without what a decoder leaves behind the ends of the rows."""
    digest = hashlib.sha256()
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height]
        sample = 2 if frame.format.components[0].bits > 8 else 1
        digest.update(rows[:, : plane.width * sample].tobytes())
    return digest.digest()


def equal_samples(path: Path, source: Source, decode_ranges: list[DecodeRange]) -> int:
    """The wanted frames that are what a plain decode gives at their times."""
    wanted = {pts for decode_range in decode_ranges for pts in decode_range.wanted}
    with av.open(str(path)) as container:
        expected = {
            frame.pts: content(frame)
            for frame in container.decode(container.streams.video[0])
            if frame.pts in wanted
        }
    reader = FilmReader(source)
    return sum(
        content(frame) == expected[decode_range.wanted[decode_range.samples.index(samples)]]
        for decode_range in decode_ranges
        for samples, frame in reader.frames(decode_range)
    )


def measure(path: Path) -> None:
    began = time.process_time()
    probe = probe_headers(path, Limits.max_pixels)
    indexing = time.process_time() - began
    film, index = probe.film, probe.index
    samples = max(round(film.duration_seconds / SECONDS_APART), 1)
    times = sample_times(probe.start, probe.end, samples)
    began = time.process_time()
    ranges = plan_decode_ranges(index, dict(enumerate(displayed_frames(index, times).tolist())))
    planning = time.process_time() - began
    whole = [replace(decode_range, needed=None) for decode_range in ranges]
    size = (film.width, film.height)
    source = Source(path=path, modified_ns=0, stream_index=probe.stream_index, color=film.color,
                    coded_size=size, scaled_size=size, area=film.picture_area)  # fmt: skip
    sides: dict[str, Callable[[], None]] = {
        "plain decode": lambda: plain_decode(path),
        "groups decoded whole": lambda: decode(source, whole),
        "needed frames alone": lambda: decode(source, ranges),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            began = time.process_time()
            side()
            seconds[name].append(time.process_time() - began)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"{path.name}: {len(index.pts)} packets, {int(index.key.sum())} key packets, "
          f"{samples} samples; probe {indexing:.3f} s, plan {planning:.3f} s")  # fmt: skip
    for name, value in medians.items():
        print(f"  {name}: {value:.2f} s, {value / medians['plain decode']:.2f} of plain")
    wanted = sum(len(decode_range.wanted) for decode_range in ranges)
    print(f"  bit for bit as in a plain decode: {equal_samples(path, source, ranges)} of {wanted}")


for film_path in map(Path, sys.argv[1:] or [films.film(films.AV1)]):
    measure(film_path)
