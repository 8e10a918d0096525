"""Makes worker processes of filmprint fail over films whose names say so.

Python imports this module at its start when the folder is on PYTHONPATH; the program knows nothing
of it. A film `x.crash.mkv` breaks its worker while it is decoded, `x.crash-head.mkv` while it is
looked at, and `x.crash-once.mkv` does so one time only.
"""

import ctypes
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(b"\1" * 50_000_000)


def _hang_deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(10_000)


_WAYS = {
    "crash": lambda: ctypes.string_at(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda: os._exit(3),
    "hang": lambda: time.sleep(10_000),
    "spin": lambda: ctypes.CDLL(None).pause(),
    "deaf": _hang_deaf,
    "eat": _eat,
    "raise": lambda: 1 / 0,
}


def _sabotage(path, head: bool) -> None:
    path = Path(str(path))  # it may be a URL
    way = path.suffixes[-2][1:] if len(path.suffixes) > 1 else ""
    once = way.endswith("-once")
    way = way.removesuffix("-once")
    if way.endswith("-head") != head or way.removesuffix("-head") not in _WAYS:
        return
    if once:
        mark = path.with_suffix(".done")
        if mark.exists():
            return
        mark.touch()
    _WAYS[way.removesuffix("-head")]()


def _install() -> None:
    # The room hands out functions under the names of some of its modules.
    all_frames, probe, reader = (
        import_module(f"filmprint.video.{name}") for name in ("all_frames", "probe", "reader")
    )

    open_film, frames = probe.open_film, reader.FilmReader.frames

    def open_or_fail(path, *arguments):
        _sabotage(path, head=True)
        return open_film(path, *arguments)

    def frames_or_fail(self, unit):
        _sabotage(self._source.path, head=False)
        return frames(self, unit)

    def open_whole_or_fail(path, *arguments):
        _sabotage(path, head=False)
        return open_film(path, *arguments)

    probe.open_film, reader.FilmReader.frames = open_or_fail, frames_or_fail
    all_frames.open_film = open_whole_or_fail


if "filmprint.processes" in " ".join(sys.orig_argv):
    _install()
