"""A film's title and year from its file name."""

from pathlib import PurePath

import guessit


def title_and_year(file_name: str) -> tuple[str, int | None]:
    """("The Matrix", 1999) from "The.Matrix.1999.1080p.mkv"; the bare name where none is found."""
    found = guessit.guessit(file_name, {"type": "movie"})
    title, year = found.get("title"), found.get("year")
    bare = PurePath(file_name).stem.replace("_", " ").replace(".", " ").strip()
    return str(title or bare or file_name), int(year) if year else None
