"""Which decoded frames are free of damage."""

from av.video.frame import PictureType, VideoFrame


class DamageTracker:
    """Tells clean frames from damaged ones: after damage, none is clean until the next key frame.

    A decoder conceals missing parts with older content, and frames that refer to those are wrong
    too. Frames displayed before the key packet at which decoding started miss their references in
    any film.
    """

    def __init__(self, first_clean_time: int | None) -> None:
        self._first_clean_time = first_clean_time
        self._clean, self._had_clean_frame = True, False
        # Packets decoded while clean; the decoder may still hold their frames when damage comes.
        self._clean_times: set[int] = set()

    def packet_sent(self, time: int, *, is_key: bool) -> None:
        """Note that a packet, whose frame is displayed at `time`, goes to the decoder."""
        if is_key and not self._clean:
            self._first_clean_time = time
            self._clean, self._had_clean_frame = True, False
        if self._clean:
            self._clean_times.add(time)

    def packet_failed(self, time: int) -> None:
        """Note that this packet could not be decoded."""
        self._clean = False
        self._clean_times.discard(time)

    def is_clean(self, frame: VideoFrame, time: int) -> bool:
        """Whether a frame is clean. Frames must come in display order."""
        if self._first_clean_time is not None and time < self._first_clean_time:
            return False
        if frame.is_corrupt:
            # A film may begin with frames that refer to earlier ones, and recover from that.
            if self._had_clean_frame or frame.pict_type == PictureType.I:
                self._clean = False
                self._clean_times.clear()
            return False
        self._had_clean_frame |= self._clean
        return self._clean or time in self._clean_times
