"""The command line: parse, call, print. The options and their help are in options.py."""

import io
import os
import re
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter
from cyclopts.exceptions import CycloptsError

from filmprint.errors import FilmprintError, OptionError, printable
from filmprint.options import (
    DEMO_FOLDER,
    FRAME_FORMAT,
    OUTPUT_FOLDER,
    Clustering,
    Execution,
    Extras,
    FrameFormat,
    Limits,
    Panel,
    Picture,
    Sampling,
)

# The modules that do the work are imported where they are called: the help must answer at once.
# ruff: noqa: PLC0415

# In the order in which the help shows them.
_ANALYSIS = Group("Analysis", sort_key=1)
_PICTURE = Group("Picture", sort_key=2)
_OUTPUT = Group("Output", sort_key=3)
_LIMITS = Group("Limits", sort_key=4)

Films = Annotated[list[Path], Parameter(name="FILM", negative="", json_list=False)]
SamplingOptions = Annotated[Sampling, Parameter(name="*", group=_ANALYSIS)]
ClusteringOptions = Annotated[Clustering, Parameter(name="*", group=_ANALYSIS)]
ExecutionOptions = Annotated[Execution, Parameter(name="*", group=_ANALYSIS)]
LimitOptions = Annotated[Limits, Parameter(name="*", group=_LIMITS)]
ExtrasOptions = Annotated[Extras, Parameter(name="*", group=_ANALYSIS)]
PanelOptions = Annotated[Panel, Parameter(name="*", group=_PICTURE)]
PictureOptions = Annotated[Picture, Parameter(name="*", group=_PICTURE)]
Folder = Annotated[Path, Parameter(name=["--output", "-o"], group=_OUTPUT)]
Overwrite = Annotated[bool, Parameter(group=_OUTPUT)]
Quiet = Annotated[bool, Parameter(name=["--quiet", "-q"], group=_OUTPUT)]
Verbose = Annotated[bool, Parameter(name=["--verbose", "-v"], group=_OUTPUT)]

app = App(
    name="filmprint",
    help="""A film's color fingerprint, as a picture and as data.

    `filmprint FILM` leaves FILM.png, the poster, and FILM.json, the fingerprint, from which every
    picture can be drawn again without the film.""",
    usage="Usage: filmprint FILM... [OPTIONS]\n       filmprint COMMAND [ARGS]",
    default_parameter=Parameter(negative=""),
    version_flags=["--version"],
    suppress_keyboard_interrupt=False,
)


@app.default
def film(
    films: Films,
    /,
    *,
    sampling: SamplingOptions = Sampling(),  # noqa: B008 - frozen
    clustering: ClusteringOptions = Clustering(),  # noqa: B008
    extras: ExtrasOptions = Extras(),  # noqa: B008
    execution: ExecutionOptions = Execution(),  # noqa: B008
    limits: LimitOptions = Limits(),  # noqa: B008
    picture: PictureOptions = Picture(),  # noqa: B008
    output: Folder = OUTPUT_FOLDER,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Analyze each film and draw its poster.

    Parameters
    ----------
    films
        Film files, or folders: every film below them.
    output
        Folder for the results.
    overwrite
        Do everything again. Without it, what is there and fits is kept.
    quiet
        Print errors only.
    verbose
        Print more, also what an unexpected error was.
    """
    from filmprint.cli.console import Console
    from filmprint.fingerprint.atomic_file import clear_leftovers
    from filmprint.library.films import do_film
    from filmprint.library.jobs import find_films
    from filmprint.library.summary import write_summary
    from filmprint.processes.workers import Workers

    _check_drawing(picture)
    jobs = find_films(films, output)
    clear_leftovers({job.base.parent for job in jobs})
    with Workers(execution, limits) as workers, Console(len(jobs), quiet, verbose) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                do_film(job, sampling, clustering, picture, workers, extras=extras,
                        overwrite=overwrite, progress=progress)
            )  # fmt: skip
        if len(jobs) > 1:
            write_summary(console.outcomes, output)
        return console.summary()


@app.command
def render(
    files: Annotated[list[Path], Parameter(name="FILE.json", json_list=False)],
    /,
    *,
    picture: PictureOptions = Picture(),  # noqa: B008
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], group=_OUTPUT)] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Draw again from fingerprint files; no film is needed.

    Parameters
    ----------
    files
        Fingerprint files.
    output
        Folder for the pictures. Without it: beside each fingerprint file.
    overwrite
        Draw also over pictures that are not from filmprint.
    quiet
        Print errors only.
    verbose
        Print more, also what an unexpected error was.
    """
    from filmprint.cli.console import Console
    from filmprint.library.films import redraw
    from filmprint.library.jobs import find_files

    _check_drawing(picture)
    jobs = find_files(files, output)
    with Console(len(jobs), quiet, verbose) as console:
        for job in jobs:
            console.begin(job.source)
            console.end(redraw(job, picture, overwrite=overwrite))
        return console.summary()


@app.command
def panel(
    files: Annotated[list[Path], Parameter(name="FILE.json", json_list=False)],
    /,
    *,
    panel: PanelOptions = Panel(),  # noqa: B008
    picture: PictureOptions = Picture(),  # noqa: B008
    output: Folder = OUTPUT_FOLDER,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Draw many films on one sheet, from their fingerprint files.

    Parameters
    ----------
    files
        Fingerprint files.
    output
        Folder for the picture.
    overwrite
        Draw also over a picture that is not from filmprint.
    quiet
        Print errors only.
    verbose
        Print more, also what an unexpected error was.
    """
    from filmprint.cli.console import Console
    from filmprint.library.films import draw_panel

    _check_drawing(picture)
    with Console(1, quiet, verbose) as console:
        console.begin(output / panel.name)
        console.end(draw_panel(files, panel, picture, output, overwrite=overwrite))
        return console.summary()


@app.command
def palette(
    images: Annotated[list[Path], Parameter(name="IMAGE", json_list=False)],
    /,
    *,
    picture: PictureOptions = Picture(),  # noqa: B008
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], group=_OUTPUT)] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Draw the palette of single images, as IMAGE.palette.png, and print its colors.

    Parameters
    ----------
    images
        Image files: JPEG, PNG, TIFF, WebP and others.
    output
        Folder for the pictures. Without it: beside each image.
    overwrite
        Draw also over pictures that are not from filmprint.
    quiet
        Print errors only.
    verbose
        Print more, also what an unexpected error was.
    """
    from filmprint.cli.console import Console
    from filmprint.library.films import draw_image_palette
    from filmprint.library.jobs import find_files

    if picture.style != Picture.style:
        raise OptionError("filmprint palette draws palettes alone; --style is for films.")
    picture = replace(picture, style="palette")
    _check_drawing(picture)
    jobs = find_files(images, output)
    with Console(len(jobs), quiet, verbose, what="images") as console:
        for job in jobs:
            console.begin(job.source)
            console.end(draw_image_palette(job, picture, overwrite=overwrite))
        return console.summary()


@app.command
def frames(
    films: Films,
    /,
    *,
    sampling: SamplingOptions = Sampling(),  # noqa: B008
    execution: ExecutionOptions = Execution(),  # noqa: B008
    limits: LimitOptions = Limits(),  # noqa: B008
    format: Annotated[FrameFormat, Parameter(group=_OUTPUT)] = FRAME_FORMAT,  # noqa: A002
    output: Folder = OUTPUT_FOLDER,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Write the sampled frames as pictures, into a folder FILM_frames.

    Parameters
    ----------
    films
        Film files, or folders: every film below them.
    format
        Kind of picture files.
    output
        Folder in which the FILM_frames folders are made.
    overwrite
        Write again into a FILM_frames folder that is there already.
    quiet
        Print errors only.
    verbose
        Print more, also what an unexpected error was.
    """
    from filmprint.cli.console import Console
    from filmprint.library.films import export_frames
    from filmprint.library.jobs import find_films
    from filmprint.processes.workers import Workers

    jobs = find_films(films, output)
    with Workers(execution, limits) as workers, Console(len(jobs), quiet, verbose) as console:
        for job in jobs:
            progress = console.begin(job.source)
            console.end(
                export_frames(
                    job, format, sampling, workers, overwrite=overwrite, progress=progress
                )
            )
        return console.summary()


@app.command
def demo(*, output: Folder = DEMO_FOLDER, quiet: Quiet = False, verbose: Verbose = False) -> int:
    """Make a short film of its own and its poster, to try filmprint on.

    Parameters
    ----------
    output
        Folder for the film and its results.
    quiet
        Print errors only.
    verbose
        Print more, also what an unexpected error was.
    """
    from filmprint.cli.demo_film import FILE_NAME, make_film

    path = make_film(output / FILE_NAME)
    if not quiet:
        print(f"{path}: a film of our own", flush=True)
    return film([path], output=output, quiet=quiet, verbose=verbose)


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit: 0 all done, 1 some film failed, 2 wrong usage, 130 Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    tokens = _join_negative_times(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(
            tokens,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        sys.stdout.flush()
    except CycloptsError as error:
        _fail(f"{_first_line(str(error))} Try: filmprint --help")
    except OptionError as error:
        _fail(str(error))
    except FilmprintError as error:
        _fail(str(error), code=1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(f"cannot print ({error.strerror or error}).", code=1)
    except KeyboardInterrupt:
        print("\nfilmprint: stopped; films that were done are kept.", file=sys.stderr)
        sys.exit(130)
    sys.exit(code)


def _check_drawing(picture: Picture) -> None:
    """Refuse a bad font or color now and not after hours of work."""
    if (picture.font, picture.text_color, picture.background) != (None, None, None):
        from filmprint.render.save import check

        check(picture)


def _join_negative_times(tokens: list[str]) -> list[str]:
    """`--end -1:30` as `--end=-1:30`, so that the value is not taken for an option."""
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1] in ("--start", "--end") and re.match(r"-[\d:.]", token):
            joined[-1] += f"={token}"
        else:
            joined.append(token)
    return joined


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "wrong usage.")


def _fail(message: str, code: int = 2) -> None:
    print(f"filmprint: {printable(message)}", file=sys.stderr)
    sys.exit(code)
