"""A film's color fingerprint, as a picture worth framing and as data worth studying.

import filmprint

fingerprint = filmprint.analyze("film.mkv")
fingerprint.save("film.json")
filmprint.save_picture(filmprint.load("film.json"), "film.png")
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
