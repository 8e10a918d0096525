"""What a worker process needs to know to read the frames of a film."""

from dataclasses import dataclass

from filmprint.fingerprint.film import ColorTags, PictureArea
from filmprint.options import Limits, Sampling
from filmprint.remote.path import FilmPath
from filmprint.video.orientation import UPRIGHT, Orientation


@dataclass(frozen=True, kw_only=True)
class Source:
    """A video stream and how to read its frames.

    modified_ns
        The file's modification time: the file at a path may be replaced by another.
    coded_size, scaled_size
        (width, height) of the frames in pixels: as they are coded, and what they are scaled to.
    area
        The active picture area, in coded pixels. It is cropped out of the scaled frame.
    orientation
        How the picture is mirrored and turned for display.
    skip_loop_filter
        Whether the decoder skips the deblocking filter: faster and slightly less accurate.
    device
        FFmpeg's name of the hardware device that decodes; None: the processor.
    rate
        Images a second, of an image sequence.
    max_pixels
        Frames with more pixels are not decoded.
    """

    path: FilmPath
    modified_ns: int
    stream_index: int
    color: ColorTags
    coded_size: tuple[int, int]
    scaled_size: tuple[int, int]
    area: PictureArea
    orientation: Orientation = UPRIGHT
    skip_loop_filter: bool = False
    device: str | None = None
    rate: float = Sampling.rate
    max_pixels: int = Limits.max_pixels


def scaled_frame_size(
    coded_size: tuple[int, int],
    sample_aspect_ratio: float,
    area: PictureArea,
    box: tuple[int, int],
) -> tuple[int, int]:
    """The size to scale frames to so that the picture area fits into the box.

    All sizes are (width, height) in pixels; frames are never enlarged, and get square pixels.
    """
    scale = min(1.0, box[0] / (area.width * sample_aspect_ratio), box[1] / area.height)
    width, height = coded_size
    return max(round(width * sample_aspect_ratio * scale), 1), max(round(height * scale), 1)
