"""The command line: its commands, and what becomes of their errors.

Each command is a module beside this one and knows nothing of it; what commands have in common is
in `option_groups`.
"""

import io
import os
import re
import signal
import sys

from cyclopts import App, Parameter
from cyclopts.exceptions import CycloptsError, MissingArgumentError

from filmprint import __version__
from filmprint.cli.analyze import analyze
from filmprint.cli.config_file import ConfigFiles
from filmprint.cli.exact_numbers import refuse_decimals
from filmprint.errors import FilmprintError, OptionError, printable

app = App(
    name="filmprint",
    help="""A film's color fingerprint, as a picture and as data.

    filmprint FILM leaves FILM.png, the poster, and FILM.json, the fingerprint, from which every
    picture can be drawn again without the film.""",
    usage="Usage: filmprint FILM... [OPTIONS]\n       filmprint COMMAND [ARGS]",
    default_parameter=Parameter(negative=""),
    help_format="plaintext",
    version=__version__,
    version_flags=["--version"],
    suppress_keyboard_interrupt=False,
)
app.default(analyze)
COMMANDS = {
    "render": "Draw again from fingerprint files; no film is needed.",
    "report": "Write FILE.html for each fingerprint: a page to look into the film, offline.",
    "gallery":
        "Write index.html: one page to sort, search by color and compare many films, offline.",
    "panel": "Draw many films on one sheet, from their fingerprint files.",
    "palette": "Draw the palette of single images, as IMAGE.palette.png, and print its colors.",
    "export": "Write fingerprints as tables, palettes and files for players.",
    "measure": "Measure the colors of films: lightness, chroma, colorfulness, diversity and more.",
    "compare":
        "Compare films: how far their colors lie apart, and how two releases of one film differ.",
    "find": "Find films and moments with a color, or films like another one, in a folder.",
    "join":
        "Join fingerprints of films shown one after another, such as episodes, to one; no film "
        "needed.",
    "shots": """Find the cuts of films through PySceneDetect, as lists FILM.shots.csv.

    Every frame is decoded, which a fingerprint does without.""",
    "frames": "Write the sampled frames as pictures, into a folder FILM_frames.",
    "thumbnails":
        "Write thumbnails for the seek bars of web players: sheets of small frames, and WebVTT.",
    "mpv-script": "Write the script that shows a film's colors under mpv's seek bar.",
    "demo": "Make a short film of its own and its poster, to try filmprint on.",
    "list": "List which films are done, stale, failed or missing, and why.",
    "--install-completion": "Install completion for this shell; say where, and what to do.",
}  # fmt: skip
"""What the help says of each command but the first. A command's module is imported when it runs."""

FUNCTIONS = {
    "list": "list_films:list_films",
    "--install-completion": "completion:install_completion",
}
"""Module and function of commands that are not named after both."""

for name, about in COMMANDS.items():
    own_name = name.replace("-", "_")
    function = FUNCTIONS.get(name, f"{own_name}:{own_name}")
    app.command(f"filmprint.cli.{function}", name=name, help=about)
config_files = ConfigFiles(app)
app.config = (config_files, refuse_decimals)  # cyclopts would round them

MAX_MESSAGE = 1000
"""Characters of an error message."""

FIRST_SCREEN = """\
A film's color fingerprint, as a picture and as data.

filmprint FILM leaves FILM.png, the poster, and FILM.json, the fingerprint, from
which every picture can be drawn again without the film.

To begin:
  filmprint demo   make a short film and its poster, in filmprint-demo
  filmprint FILM   draw your own film's poster

Pictures and pages:                      Data:
  render      draw a fingerprint again     export   tables, palettes and more
  panel       many films on one sheet      measure  lightness, chroma and more
  palette     the palette of an image      compare  how far films lie apart
  report      a page to look into a film   find     films and moments by color
  gallery     a page of many films         join     several films as one
  frames      the sampled frames           shots    where a film is cut
  thumbnails  for players' seek bars       list     which films are done
  mpv-script  colors under mpv's seek bar  demo     a film to try it on

All options: filmprint --help, filmprint COMMAND --help"""
"""What the program says without arguments: fits a terminal of 80 columns and 24 lines."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit: 0 all done, 1 some film failed, 2 wrong usage, 130 Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it ignored
            signal.signal(number, signal.default_int_handler)
    tokens = _join_negative_times(sys.argv[1:] if arguments is None else arguments)
    try:
        if not tokens:
            print(FIRST_SCREEN)
            sys.exit(0)
        if tokens in (["--help"], ["-h"]):
            app.help_print([])  # a quarter sooner than to parse it first
            sys.exit(0)
        code = app(
            tokens,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        sys.stdout.flush()
    except CycloptsError as error:
        _fail(_usage_error(error))
    except OptionError as error:
        _fail(config_files.explained(str(error)))
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


def _join_negative_times(tokens: list[str]) -> list[str]:
    """`--end -1:30` as `--end=-1:30`, so that the value is not taken for an option."""
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1] in ("--start", "--end", "--at") and re.match(r"-[\d:.]", token):
            joined[-1] += f"={token}"
        else:
            joined.append(token)
    return joined


def _usage_error(error: CycloptsError) -> str:
    """What is wrong, in one line, and which command's help tells more."""
    command = " ".join(["filmprint", *(error.command_chain or ())])
    reason = _first_line(str(error))
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        name = error.argument.name
        written = error.keyword or next((t.keyword for t in error.argument.tokens if t.keyword), "")
        reason = f"{written} needs a value." if written else f"{name} is missing."
    return f"{reason} Try: {command} --help"


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "wrong usage.")


def _fail(message: str, code: int = 2) -> None:
    line = printable(message)
    if len(line) > MAX_MESSAGE:  # a value of thousands of characters
        line = f"{line[: MAX_MESSAGE // 2]} ... {line[-MAX_MESSAGE // 2 :]}"
    print(f"filmprint: {line}", file=sys.stderr)
    sys.exit(code)
