"""Mutants of small films: what damage and malice make of them, aware of where their parts are."""

from pathlib import Path

import numpy as np

from clips import even_times, moving_frames, write_clip

FORMATS = {
    "mp4": ("libx264", {"g": "6", "bf": "2"}),
    "mkv": ("libx264", {"g": "6", "bf": "2"}),
    "webm": ("libvpx-vp9", {"g": "6", "deadline": "realtime", "cpu-used": "8"}),
    "avi": ("mpeg4", {"g": "6"}),
    "ts": ("libx264", {"g": "6", "bf": "2"}),
    "mpg": ("mpeg2video", {"g": "6", "bf": "2"}),
    "flv": ("libx264", {"g": "6"}),
    "mov": ("mjpeg", {}),
}
"""Suffix: encoder and its options."""

TAGS = (b"moov", b"trak", b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stco", b"elst", b"mdhd",
        b"avcC", b"hdlr", b"tkhd", b"mdat", b"idx1", b"strf", b"strh", b"movi", b"\x1a\x45\xdf\xa3",
        b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75", b"\xa3", b"\x1c\x53\xbb\x6b", b"\x47\x40",
        b"\0\0\1\xb3", b"\0\0\1\xba", b"\0\0\1\xe0", b"\0\0\1\x67", b"\0\0\1\x65", b"onMetaData")  # fmt: skip
"""What marks a part of a film of one of these formats."""

NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Sizes and counts that programs get wrong."""


def write_seeds(folder: Path) -> list[Path]:
    """A film of a second in each of the formats."""
    return [
        write_clip(folder / f"seed.{suffix}", moving_frames(24, 64, 48), even_times(24),
                   codec=codec, options=options,
                   pixel_format="yuvj420p" if codec == "mjpeg" else "yuv420p")
        for suffix, (codec, options) in FORMATS.items()
    ]  # fmt: skip


def mutant(data: bytes, random: np.random.Generator) -> bytes:
    """The film with one to four changes, most of them at its parts' heads."""
    changed = bytearray(data)
    for _ in range(int(random.integers(1, 5))):
        change = _CHANGES[int(random.integers(len(_CHANGES)))]
        change(changed, _place(changed, random), random)
        if not changed:
            return b"\0"
    return bytes(changed)


def _place(data: bytearray, random: np.random.Generator) -> int:
    """A place in the film: behind or before a tag two times of three, else anywhere."""
    if random.random() < 2 / 3:
        tag = TAGS[int(random.integers(len(TAGS)))]
        found = data.find(tag, int(random.integers(len(data))))
        found = data.find(tag) if found < 0 else found
        if found >= 0:
            return int(np.clip(found + random.integers(-8, 32), 0, len(data) - 1))
    return int(random.integers(len(data)))


def _flip_bits(data: bytearray, place: int, random: np.random.Generator) -> None:
    for at in (place + random.integers(0, 16, int(random.integers(1, 6)))).tolist():
        if at < len(data):
            data[at] ^= 1 << int(random.integers(8))


def _set_number(data: bytearray, place: int, random: np.random.Generator) -> None:
    size = int(random.choice([1, 2, 4, 8]))
    number = NUMBERS[int(random.integers(len(NUMBERS)))] & (256**size - 1)
    data[place : place + size] = number.to_bytes(size, "big" if random.random() < 0.7 else "little")


def _cut_off(data: bytearray, place: int, random: np.random.Generator) -> None:
    del data[max(place, 1) :]


def _remove(data: bytearray, place: int, random: np.random.Generator) -> None:
    del data[place : place + int(random.integers(1, 400))]


def _repeat(data: bytearray, place: int, random: np.random.Generator) -> None:
    data[place:place] = data[place : place + int(random.integers(1, 400))]


def _swap(data: bytearray, place: int, random: np.random.Generator) -> None:
    size, other = int(random.integers(4, 200)), _place(data, random)
    first, second = data[place : place + size], data[other : other + size]
    if len(first) == len(second):
        data[place : place + size], data[other : other + size] = second, first


def _noise(data: bytearray, place: int, random: np.random.Generator) -> None:
    size = min(int(random.integers(1, 200)), len(data) - place)
    data[place : place + size] = random.bytes(size)


def _zeros(data: bytearray, place: int, random: np.random.Generator) -> None:
    size = min(int(random.integers(1, 400)), len(data) - place)
    data[place : place + size] = bytes(size)


_CHANGES = (_flip_bits, _flip_bits, _set_number, _set_number, _cut_off, _remove, _repeat, _swap,
            _noise, _zeros)  # fmt: skip
