"""The top field of an interlaced frame: one moment, where the whole frame mixes two.

Deinterlacers that build whole frames (bwdif) need the frames before and after, which would have to
be decoded for every sample. A field has half the lines, enough for the sizes that are analyzed, and
its own chroma.
"""

from fractions import Fraction

from av.filter import Graph
from av.video.frame import VideoFrame


class TopField:
    """Extracts the top field of frames of any size and format."""

    def __init__(self) -> None:
        self._graph = Graph()
        self._frame_format: tuple[int, int, str] | None = None

    def of(self, frame: VideoFrame) -> VideoFrame:
        """The top field, as a frame of half the height."""
        frame_format = (frame.width, frame.height, frame.format.name)
        if frame_format != self._frame_format:
            self._graph, self._frame_format = Graph(), frame_format
            source = self._graph.add_buffer(
                width=frame.width,
                height=frame.height,
                format=frame.format,
                time_base=frame.time_base or Fraction(1, 1000),
            )
            field = self._graph.add("field", "type=top")
            sink = self._graph.add("buffersink")
            source.link_to(field)
            field.link_to(sink)
            self._graph.configure()
        self._graph.push(frame)
        top = self._graph.pull()
        if not isinstance(top, VideoFrame):
            raise TypeError("a video filter returned something other than a video frame")
        return top
