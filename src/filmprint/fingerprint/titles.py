"""A film's title and year from its file name."""

from pathlib import PurePath


def text_of(file_name: str) -> str:
    """The name with what is not Unicode replaced, so that it can be stored as text."""
    return file_name.encode("utf-8", "replace").decode("utf-8")


def title_and_year(file_name: str) -> tuple[str, int | None]:
    """("The Matrix", 1999) from "The.Matrix.1999.1080p.mkv"; the bare name where none is found."""
    import guessit  # noqa: PLC0415 - a quarter of a second that not every worker needs

    found = guessit.guessit(file_name, {"type": "movie"})
    title, year = found.get("title"), found.get("year")
    bare = PurePath(file_name).stem.replace("_", " ").replace(".", " ").strip()
    return str(title or bare or file_name), int(year) if year else None
