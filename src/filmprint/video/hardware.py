"""Decoding on a graphics device, where there is one that can."""

from pathlib import Path

import av.error
from av.codec.hwaccel import HWAccel, hwdevices_available

from filmprint.video.opening import open_film

TRIAL_PACKETS = 100


def find_device(path: Path, stream_index: int, wanted: str) -> str | None:
    """The first kind of device that decodes a frame of this film; None where none does.

    `wanted` is FFmpeg's name of a kind, or "auto" for any.
    """
    kinds = hwdevices_available() if wanted == "auto" else [wanted]
    return next((kind for kind in kinds if _decodes(path, stream_index, kind)), None)


def accelerator(kind: str) -> HWAccel:
    """What PyAV opens a film with; it raises where the device cannot decode the film."""
    return HWAccel(device_type=kind, allow_software_fallback=False)


def _decodes(path: Path, stream_index: int, kind: str) -> bool:
    try:
        with open_film(path, hwaccel=accelerator(kind)) as container:
            stream = container.streams.video[0]
            for other in container.streams.video:
                if other.index == stream_index:
                    stream = other
            for number, packet in enumerate(container.demux(stream)):
                if stream.codec_context.decode(packet):
                    return bool(stream.codec_context.is_hwaccel)
                if number > TRIAL_PACKETS:
                    return False
    except (av.error.FFmpegError, RuntimeError, NotImplementedError, ValueError, KeyError):
        return False
    return False
