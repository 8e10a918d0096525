"""The pictures of decoded frames: scaled, in sRGB, cut to the picture area."""

from __future__ import annotations

from functools import lru_cache

from av.video.frame import VideoFrame

from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.film import ColorTags, whole_lines
from filmprint.video.conversion import Converter
from filmprint.video.deinterlace import TopField
from filmprint.video.source import Source


class FramePictures:
    """Makes the pictures that `source` asks for of frames."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._top_field = TopField()
        self._converter = lru_cache(maxsize=8)(Converter)

    def color_of(self, _frame: VideoFrame) -> ColorTags:
        """How a frame's values are read as color: those of a film all in one way."""
        return self._source.color

    def scaled(self, frame: VideoFrame) -> ByteArray:
        """The whole frame at `Source.scaled_size`, not turned: (height, width, 3) uint8 sRGB."""
        if frame.interlaced_frame:
            frame = self._top_field.of(frame)
        return self._converter(self.color_of(frame)).to_srgb(frame, self._source.scaled_size)

    def active_picture(self, scaled: ByteArray) -> ByteArray:
        """The picture area of a frame from `scaled`, upright: (height, width, 3) uint8 sRGB."""
        area, (width, height) = self._source.area, self._source.coded_size
        top, bottom = whole_lines(area.y, area.height, of=height, scaled=len(scaled))
        left, right = whole_lines(area.x, area.width, of=width, scaled=scaled.shape[1])
        return self._source.orientation.apply(scaled[top:bottom, left:right])

    def luma(self, frame: VideoFrame, max_width: int) -> ByteArray:
        """The whole frame's luma, not turned: (height, width) uint8, black 0 to white 255.

        Scaled down to a width of `max_width` pixels.
        """
        width, height = self._source.coded_size
        scale = min(1.0, max_width / width)
        size = (round(width * scale), round(height * scale) or 1)
        return self._converter(self.color_of(frame)).luma(frame, size)
