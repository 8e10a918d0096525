"""Decoding on a graphics device, where one can decode the film."""

import av.error
from av.codec.hwaccel import HWAccel, hwdevices_available

from filmprint.remote.path import FilmPath
from filmprint.video.images import is_made_of_images
from filmprint.video.opening import open_film

TRIAL_PACKETS = 100
"""If the device has not decoded a frame after this many packets, it is taken not to."""


def find_device(path: FilmPath, stream_index: int, wanted: str) -> str | None:
    """The first device that decodes a frame of this film, by FFmpeg's name; None if none does.

    `wanted` is FFmpeg's name of a device, or "auto" for any.
    """
    if is_made_of_images(path):
        return None
    names = hwdevices_available() if wanted == "auto" else [wanted]
    return next((name for name in names if _can_decode(path, stream_index, name)), None)


def accelerator(device: str) -> HWAccel:
    """PyAV's handle of a device. Opening a film with it raises if the device cannot decode it."""
    return HWAccel(device_type=device, allow_software_fallback=False)


def _can_decode(path: FilmPath, stream_index: int, device: str) -> bool:
    try:
        with open_film(path, hwaccel=accelerator(device)) as container:
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
