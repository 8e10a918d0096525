"""A corpus of films that are none, damaged ones and hostile ones: python tests/faults.py FOLDER

Each case says what must become of its file: `REFUSED`, with a part of the line that says why;
`IN_PART`, with a part of the warning; or `WHOLE`.
"""

import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image

from clips import even_times, moving_frames, write_clip

REFUSED, IN_PART, WHOLE, ANY = "refused", "in part", "whole", "any"
"""What becomes of a film; ANY: whichever of them, so long as it is one."""

FRAMES = 144


@dataclass(frozen=True)
class Case:
    """A file of the corpus, how it is made, and its outcome; `text` is a part of the line."""

    name: str
    make: Callable[[Path], object]
    outcome: str
    text: str = ""


KINDS = {
    "mp4": ("libx264", {"g": "12", "bf": "2"}, {"movflags": "+faststart"}),
    "mov": ("libx264", {"g": "12", "bf": "2"}, {}),
    "mkv": ("libx264", {"g": "12", "bf": "2"}, {}),
    "webm": ("libvpx-vp9", {"g": "12", "deadline": "realtime", "cpu-used": "8"}, {}),
    "avi": ("mpeg4", {"g": "12", "b": "2M"}, {}),
    "ts": ("libx264", {"g": "12", "bf": "2"}, {}),
    "mpg": ("mpeg2video", {"g": "12", "bf": "2"}, {}),
    "flv": ("libx264", {"g": "12"}, {}),
}


class Seeds:
    """Whole films of each kind, made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._films: dict[str, bytes] = {}

    def __getitem__(self, kind: str) -> bytes:
        if kind not in self._films:
            codec, options, container = KINDS[kind]
            path = write_clip(self._folder / f"seed.{kind}", moving_frames(FRAMES, 96, 64),
                              even_times(FRAMES), codec=codec, options=options,
                              container_options=container)  # fmt: skip
            self._films[kind] = path.read_bytes()
            path.unlink()
        return self._films[kind]


def cases(folder: Path) -> Iterator[Case]:
    """All cases; `folder` is for what is made on the way."""
    seeds = Seeds(folder)
    yield from _no_films(seeds)
    yield from _playlists()
    yield from _damaged(seeds)
    yield from _hostile(seeds)


def _no_films(seeds: Seeds) -> Iterator[Case]:
    def sound(suffix: str, codec: str, cover: bool = False) -> Callable[[Path], object]:
        return lambda path: _write_sound(path, codec, cover)

    random = np.random.default_rng(0)
    yield Case("missing.mkv", lambda path: None, REFUSED, "No such file")
    for suffix in ("mp4", "mkv", "avi", "ts", "webm", "dat"):
        yield Case(f"empty.{suffix}", lambda path: path.write_bytes(b""), REFUSED, "is empty")
    for suffix in ("mp4", "mkv", "txt"):
        text = b"Not a film, but a text about one.\n" * 200
        yield Case(
            f"text.{suffix}", lambda path, text=text: path.write_bytes(text), REFUSED, "not a film"
        )
    for size in (1, 3, 100, 10_000, 300_000):
        noise = random.bytes(size)
        yield Case(
            f"random-{size}.mp4",
            lambda path, noise=noise: path.write_bytes(noise),
            REFUSED,
            "not a film",
        )
    for name in ("zeros.ts", "zeros.mp4"):
        yield Case(name, lambda path: path.write_bytes(bytes(200_000)), REFUSED, "not a film")
    for part in (0.05, 0.5, 0.95):
        yield Case(f"no-moov-{part}.mov", lambda path, part=part: path.write_bytes(
            _part(seeds["mov"], part)), REFUSED, "incomplete download")  # fmt: skip
    yield Case("no-moov.mp4", lambda path: path.write_bytes(
        seeds["mp4"].replace(b"moov", b"xxxx")), REFUSED, "incomplete download")  # fmt: skip
    for kind in ("mkv", "webm", "avi", "ts", "mpg", "flv"):
        yield Case(
            f"head-only.{kind}", lambda path, kind=kind: path.write_bytes(seeds[kind][:60]), REFUSED
        )
    yield Case("sound.m4a", sound("m4a", "aac"), REFUSED, "no video")
    yield Case("sound.mka.mkv", sound("mkv", "aac"), REFUSED, "no video")
    yield Case("sound.wav.mp4", lambda path: path.write_bytes(
        b"RIFF$\1\0\0WAVEfmt \x10\0\0\0\1\0\1\0D\xac\0\0\x88X\1\0\2\0\x10\0data" + bytes(256)), REFUSED, "not a film")  # fmt: skip
    yield Case("cover.mp4", sound("mp4", "aac", cover=True), REFUSED, "no video")
    for suffix in ("png", "jpg", "gif", "webp", "bmp", "tiff"):
        yield Case(
            f"still.{suffix}",
            lambda path, suffix=suffix: _write_still(path, suffix),
            REFUSED,
            "not a film",
        )
        yield Case(
            f"still-{suffix}.mp4",
            lambda path, suffix=suffix: _write_still(path, suffix),
            REFUSED,
            "not a film",
        )
    yield Case("still.avif", lambda path: _write_still(path, "avif"), REFUSED, "a still image")
    yield Case("fifo.mkv", os.mkfifo, REFUSED, "not a file")
    yield Case("socket.mkv", _bind, REFUSED, "not a file")
    yield Case("device.mkv", lambda path: path.symlink_to("/dev/zero"), REFUSED, "not a file")
    yield Case("null.mkv", lambda path: path.symlink_to("/dev/null"), REFUSED, "not a file")
    yield Case("folder.mkv", lambda path: path.mkdir(), REFUSED, "no films in this folder")
    yield Case("dangling.mkv", lambda path: path.symlink_to("nowhere"), REFUSED, "No such file")
    yield Case("loop.mkv", lambda path: path.symlink_to(path.name), REFUSED, "symbolic links")


def _playlists() -> Iterator[Case]:
    secret = "/etc/hostname"
    web = "http://127.0.0.1:9/film.mp4"
    texts = {
        "m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{secret}\n#EXTINF:5,\n{web}\n#EXT-X-ENDLIST\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{secret}'\nfile '{web}'\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
        "mpd": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet><Representation id="1" bandwidth="1"><BaseURL>{web}</BaseURL></Representation></AdaptationSet></Period></MPD>',
        "asx": f'<asx version="3.0"><entry><ref href="{web}"/></entry></asx>',
        "xspf": f'<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><trackList><track><location>{web}</location></track></trackList></playlist>',
        "pls": f"[playlist]\nFile1={web}\nNumberOfEntries=1\n",
        "rtsp": f"RTSPtextRTSP://127.0.0.1:9/{secret}\n",
        "imf": f'<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>{web}</Id></CompositionPlaylist>',
        "vobsub": "# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 0\n",
        "ffmeta": ";FFMETADATA1\ntitle=x\n",
        "avs": f'AviSource("{secret}")\n',
    }  # fmt: skip
    for kind, text in texts.items():
        for suffix in (kind, "mp4", "mkv"):
            yield Case(f"{kind}-list.{suffix}", lambda path, text=text: path.write_text(text),
                       REFUSED, "not a film")  # fmt: skip


def _damaged(seeds: Seeds) -> Iterator[Case]:
    for kind in KINDS:
        index_last = kind == "mov"
        for part in (0.4, 0.6, 0.8):
            outcome, text = (
                (REFUSED, "incomplete download") if index_last else (IN_PART, "cut short")
            )
            if kind in ("ts", "mpg"):  # their end is the end; nothing says how long they were
                outcome, text = ANY, ""
            yield Case(f"cut-{part}.{kind}", lambda path, kind=kind, part=part: path.write_bytes(
                _part(seeds[kind], part)), outcome, text)  # fmt: skip
        for way, fill in (("zeroed", bytes), ("noise", np.random.default_rng(1).bytes)):
            yield Case(f"{way}.{kind}", lambda path, kind=kind, fill=fill: path.write_bytes(
                _overwritten(seeds[kind], 0.45, 0.1, fill)), ANY)  # fmt: skip
            yield Case(f"{way}-much.{kind}", lambda path, kind=kind, fill=fill: path.write_bytes(
                _overwritten(seeds[kind], 0.3, 0.5, fill)), ANY)  # fmt: skip
    yield Case("one-key.mkv", lambda path: write_clip(path, moving_frames(FRAMES), options={
        "g": "999", "keyint_min": "999", "sc_threshold": "0"}), WHOLE)  # fmt: skip
    yield Case("times-repeat.mkv", lambda path: write_clip(
        path, moving_frames(24), [n // 2 * 83 + n % 2 for n in range(24)]), WHOLE)  # fmt: skip
    yield Case("times-far.mkv", lambda path: write_clip(
        path, moving_frames(24), [n * 3_600_000 for n in range(24)]), WHOLE)  # fmt: skip
    yield Case("size-changes.ts", _write_two_sizes, ANY)
    yield Case("raw.h264", lambda path: write_clip(path, moving_frames(FRAMES)), WHOLE)
    yield Case("raw.h264.mkv", lambda path: write_clip(path.with_name("raw.tmp.h264"),
               moving_frames(FRAMES)).rename(path), WHOLE)  # fmt: skip
    yield Case("junk-before.ts", lambda path: path.write_bytes(bytes(5000) + seeds["ts"]), ANY)
    yield Case("junk-behind.mkv", lambda path: path.write_bytes(seeds["mkv"] + bytes(5000)), WHOLE)
    yield Case("wrong-suffix.avi", lambda path: path.write_bytes(seeds["mkv"]), WHOLE)
    yield Case("no-suffix", lambda path: path.write_bytes(seeds["mkv"]), WHOLE)


def _hostile(seeds: Seeds) -> Iterator[Case]:
    for name in ("a\nb.mkv", "-o.mkv", "--help.mkv", "=cmd|' C'!A0.mkv", "@SUM(A1).mkv", "+1.mkv",
                 "<script>alert(1)<", "\x1b[31mred\x07.mkv", "http:", "concat:a|b.mkv",
                 "file:x.mkv", "pipe:0", "data:,x.mkv", "%n%s.mkv", "{0}.mkv", "a'b\"c.mkv",
                 os.fsdecode(b"\xff\xfe.mkv"), "\u202egnp.mkv", "x" * 250 + ".mkv", " .mkv",
                 "CON.mkv", "$(id).mkv", "`id`.mkv", "a;b.mkv", "*.mkv", "\\n.mkv"):  # fmt: skip
        yield Case(name, lambda path: path.write_bytes(seeds["mkv"]), WHOLE)
    yield Case(
        "x" * 251 + ".mkv", lambda path: path.write_bytes(seeds["mkv"]), REFUSED, "name too long"
    )
    for width, height in ((60_000, 60_000), (65_535, 65_535), (16_383, 16_383)):
        yield Case(f"giant-{width}.mp4", lambda path, size=(width, height): path.write_bytes(
            _resized_mp4(seeds["mp4"], *size)), ANY)  # fmt: skip
        yield Case(f"giant-{width}.y4m", lambda path, size=(width, height): path.write_bytes(
            b"YUV4MPEG2 W%d H%d F24:1 Ip A1:1 C420\nFRAME\n" % size + bytes(1000)), REFUSED)  # fmt: skip
    yield Case("bomb.mkv", lambda path: write_clip(path, _black(8, 4096, 4096), codec="ffv1",
                                                   pixel_format="gray"), WHOLE)  # fmt: skip
    yield Case("many-streams.mkv", _write_many_streams, WHOLE)
    yield Case("many-packets.ts", lambda path: path.write_bytes(seeds["ts"] * 200), ANY)
    yield Case("sparse.ts", lambda path: _write_sparse(path, seeds["ts"], 2**31), ANY)
    yield Case("huge-atom.mp4", lambda path: path.write_bytes(
        seeds["mp4"].replace(b"stsz\0\0\0\0\0\0\0\0\0\0\0\x90", b"stsz\0\0\0\0\0\0\0\0\x7f\xff\xff\xff")), ANY)  # fmt: skip
    yield Case("deep-atoms.mp4", lambda path: path.write_bytes(_nested(b"moov", 20_000)), REFUSED)
    yield Case("reference.mov", lambda path: path.write_bytes(
        seeds["mov"].replace(b"url \0\0\0\1", b"url \0\0\0\0")), ANY)  # fmt: skip


def _part(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


def _overwritten(data: bytes, where: float, part: float, fill: Callable[[int], bytes]) -> bytes:
    start, size = int(len(data) * where), int(len(data) * part)
    return data[:start] + fill(size) + data[start + size :]


def _write_still(path: Path, kind: str) -> None:
    Image.new("RGB", (64, 48), (200, 40, 60)).save(path, format={"jpg": "jpeg"}.get(kind, kind))


def _write_sound(path: Path, codec: str, cover: bool) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=44_100, layout="mono")
        picture = None
        if cover:
            picture = container.add_stream("mjpeg", rate=1)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if picture is not None:
            image = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            container.mux(picture.encode(image.reformat(format="yuvj420p")))
            container.mux(picture.encode())


def _bind(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path is at most 108 bytes long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path.name)
    os.chdir(here)


def _write_two_sizes(path: Path) -> None:
    parts = []
    for width in (96, 160):
        part = write_clip(path.with_suffix(f".{width}.ts"), moving_frames(30, width, 64))
        parts.append(part.read_bytes())
        part.unlink()
    path.write_bytes(b"".join(parts))


def _write_many_streams(path: Path) -> None:
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("mpeg4", rate=24) for _ in range(120)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for rgb in moving_frames(2, 32, 32):
            for stream in streams:
                frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv420p")
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode())


def _write_sparse(path: Path, data: bytes, size: int) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.truncate(size)


def _black(count: int, width: int, height: int) -> Iterator[np.ndarray]:
    for _ in range(count):
        yield np.zeros((height, width, 3), np.uint8)


def _resized_mp4(data: bytes, width: int, height: int) -> bytes:
    """The film with another size in its track header and sample entry."""
    changed = bytearray(data)
    entry = changed.find(b"avc1", changed.find(b"stsd"))
    changed[entry + 28 : entry + 32] = struct.pack(">HH", width, height)
    return bytes(changed)


def _nested(name: bytes, depth: int) -> bytes:
    sizes = range(8 * depth, 0, -8)
    return b"\0\0\0\x14ftypisom\0\0\0\0isom" + b"".join(
        struct.pack(">I", size) + name for size in sizes
    )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for case in cases(target):
        case.make(target / case.name)
        print(f"{case.outcome:8} {case.name!r} {case.text}")
