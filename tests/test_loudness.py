"""Loudness of films whose sound says nothing of its channels, against EBU R128 by hand."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from filmprint.analysis.loudness import SILENCE_LUFS
from filmprint.video import measure_loudness

RATE = 48_000
SURROUND = {"BL", "BR", "BC", "SL", "SR"}
LAYOUTS = {
    1: ["FC"], 2: ["FL", "FR"], 3: ["FL", "FR", "LFE"], 4: ["FL", "FR", "FC", "BC"],
    5: ["FL", "FR", "FC", "BL", "BR"], 6: ["FL", "FR", "FC", "LFE", "BL", "BR"],
    7: ["FL", "FR", "FC", "LFE", "BC", "SL", "SR"],
    8: ["FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"],
}  # fmt: skip
"""FFmpeg's default layouts (`ffmpeg -layouts`, the first of each number of channels)."""


def weight(channel: str) -> float:
    """ITU-R BS.1770-5, table 4, as FFmpeg's ebur128 filter reads it."""
    return 0.0 if channel == "LFE" else 1.41 if channel in SURROUND else 1.0


def loud_film(path: Path, codec: str, sample_format: str, layout: str, channel: int) -> Path:
    """Two black seconds with a sine of 1 kHz at -20 dBFS in one channel."""
    count = av.AudioLayout(layout).nb_channels
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width, video.height = 64, 48
        sound = container.add_stream(codec, rate=RATE, layout=layout)
        sound.format = sample_format
        for n in range(50):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            frame.pts = n
            container.mux(video.encode(frame))
        container.mux(video.encode())
        wave = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(2 * RATE) / RATE)
        samples = np.zeros((2 * RATE, count))
        samples[:, channel] = wave
        dtype = np.int32 if sample_format == "s32" else np.int16
        for first in range(0, 2 * RATE, 4800):
            block = np.round(samples[first : first + 4800] * np.iinfo(dtype).max).astype(dtype)
            sent = av.AudioFrame.from_ndarray(block.reshape(1, -1), sample_format, layout)
            sent.sample_rate, sent.pts, sent.time_base = RATE, first, Fraction(1, RATE)
            container.mux(sound.encode(sent))
        container.mux(sound.encode())
    return path


@pytest.mark.parametrize(("suffix", "codec", "sample_format"), [
    ("mkv", "pcm_s16le", "s16"), ("mov", "pcm_s24le", "s32"), ("avi", "pcm_s16le", "s16"),
    ("nut", "pcm_s16be", "s16"),
])  # fmt: skip
@pytest.mark.parametrize(("count", "channel"), [
    (1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (6, 3), (6, 5), (7, 3), (7, 6), (8, 3), (8, 7),
])  # fmt: skip
def test_unspecified_channel_layout(suffix: str, codec: str, sample_format: str, count: int,
                                    channel: int, tmp_path: Path) -> None:  # fmt: skip
    layout = f"{count} channels"
    film = loud_film(tmp_path / f"film.{suffix}", codec, sample_format, layout, channel)
    check_loudness(film, LAYOUTS[count][channel])


@pytest.mark.parametrize("channel", range(7))
def test_custom_order_of_channels(channel: int, tmp_path: Path) -> None:
    """QuickTime stores the channels of 6.1 in an order that is no layout of FFmpeg's."""
    film = loud_film(tmp_path / "film.mov", "pcm_s16be", "s16", "6.1", channel)
    data = bytearray(film.read_bytes())
    box = data.index(b"chan") + 8
    data[box : box + 12] = struct.pack(
        ">3I", 125 << 16 | 7, 0, 0
    )  # kAudioChannelLayoutTag_MPEG_6_1_A
    film.write_bytes(data)
    check_loudness(film, ("FL", "FR", "FC", "LFE", "SL", "SR", "BC")[channel])


def check_loudness(film: Path, channel: str) -> None:
    lufs = measure_loudness(film, 0, 2).lufs
    assert len(lufs) == 20
    if weight(channel) == 0:
        assert (lufs < SILENCE_LUFS).all()
    else:
        # A sine of 1 kHz at 0 dBFS in one front channel is -3.01 LUFS (EBU Tech 3341, signal 1).
        assert lufs[5:] == pytest.approx(-23.01 + 10 * np.log10(weight(channel)), abs=0.1)
