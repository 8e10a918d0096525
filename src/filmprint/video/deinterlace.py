"""One field of an interlaced frame: a single moment, where the whole frame mixes two.

A deinterlacer that builds whole frames (bwdif) needs the frames before and after, which would have
to be decoded for every sample. A field has half of the lines, which is enough for working sizes,
and chroma of its own.
"""

from fractions import Fraction

from av.filter import Graph
from av.video.frame import VideoFrame


class TopField:
    """Takes the upper field of frames, of whatever size and format."""

    def __init__(self) -> None:
        self._graph = Graph()
        self._kind: tuple[int, int, str] | None = None

    def of(self, frame: VideoFrame) -> VideoFrame:
        """The frame's upper field, as a frame of half the height."""
        kind = (frame.width, frame.height, frame.format.name)
        if kind != self._kind:
            self._graph, self._kind = Graph(), kind
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
        upper = self._graph.pull()
        if not isinstance(upper, VideoFrame):
            raise TypeError("a filter for pictures gave something else")
        return upper
