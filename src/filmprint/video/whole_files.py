"""Image files that are cut short and that FFmpeg decodes nevertheless, with what is there."""

import struct

_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
"""Markers of JPEG (ITU-T T.81, table B.1)."""

_EXR_TILED, _EXR_DEEP, _EXR_MULTIPART = 0x200, 0x800, 0x1000
"""Flags in an OpenEXR file's version field."""


def is_cut_short(data: bytes, decoder: str) -> bool:
    """Whether a file's end is missing, as far as it can be told for that decoder."""
    if decoder == "mjpeg":
        return data.rfind(_END_OF_IMAGE) < data.rfind(_START_OF_SCAN)
    if decoder == "exr":
        try:
            return _is_exr_cut_short(data)
        except (struct.error, ValueError, IndexError):
            return True
    return False


def _is_exr_cut_short(data: bytes) -> bool:
    """By the table of its chunks, which follows the header ("OpenEXR File Layout", openexr.com)."""
    (version,) = struct.unpack_from("<I", data, 4)
    if version & (_EXR_DEEP | _EXR_MULTIPART):
        return False
    position = 8
    while data[position]:  # an attribute: name, type, size, value
        size_at = data.index(b"\0", data.index(b"\0", position) + 1) + 1
        position = size_at + 4 + struct.unpack_from("<I", data, size_at)[0]
    position += 1
    last, table_end = 0, len(data)
    while position < table_end:  # up to the first chunk, in whatever order they are
        (chunk,) = struct.unpack_from("<Q", data, position)
        last, table_end = max(last, chunk), min(table_end, chunk)
        position += 8
    header = 20 if version & _EXR_TILED else 8  # coordinates, and the size of what follows
    (size,) = struct.unpack_from("<I", data, last + header - 4)
    return last + header + int(size) > len(data)
