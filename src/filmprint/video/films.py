"""Any film: a file of video, or images that are one a frame."""

from filmprint.options import Sampling
from filmprint.remote.path import FilmPath
from filmprint.video.images import ImageReader, is_made_of_images, probe_images
from filmprint.video.probe import FilmProbe, probe_headers
from filmprint.video.reader import FilmReader
from filmprint.video.source import Source


def probe(
    path: FilmPath,
    *,
    max_pixels: int,
    rate: float = Sampling.rate,
    hdr_peak: float | None = None,
) -> FilmProbe:
    """Read a film's headers and the times of all its frames; only the first one is decoded.

    `rate` is that of images, a second. `hdr_peak` in nits replaces the peak luminance of an HDR
    film. Raises `FilmError` where no film can be read, `LimitError` where its frames have more than
    `max_pixels` pixels.
    """
    if is_made_of_images(path):
        return probe_images(path, max_pixels, rate=rate, hdr_peak=hdr_peak)
    return probe_headers(path, max_pixels, hdr_peak)


def open_reader(source: Source) -> FilmReader | ImageReader:
    """What decodes the frames of a film."""
    return ImageReader(source) if is_made_of_images(source.path) else FilmReader(source)
