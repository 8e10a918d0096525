"""filmprint list: what has been done of which films."""

from collections import Counter
from json import dumps
from typing import Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import OUTPUT_FLAG, OUTPUT_GROUP, Films
from filmprint.errors import printable
from filmprint.options import OUTPUT_FOLDER

JsonFlag = Annotated[bool, Parameter(group=OUTPUT_GROUP, help="Print JSON.")]
ResultsFolder = Annotated[
    str, OUTPUT_FLAG, Parameter(help="Folder of the results, as it was given to the analysis.")
]


def list_films(
    films: Films, /, *, output: ResultsFolder = str(OUTPUT_FOLDER), json: JsonFlag = False
) -> int:
    """List which films are done, stale, failed or missing, and why."""
    from filmprint.library.film_states import film_states
    from filmprint.library.jobs import find_films
    from filmprint.remote.path import output_folder

    folder = output_folder(output)
    states = list(film_states(find_films(films, folder), folder))
    if json:
        rows = [
            {"film": str(each.film), "fingerprint": str(each.fingerprint), "state": each.state,
             "reason": each.reason}
            for each in states
        ]  # fmt: skip
        print(dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for each in states:
        print(
            printable(f"{each.state:<8} {each.film}{f'  ({each.reason})' if each.reason else ''}")
        )
    counts = Counter(each.state for each in states)
    print(f"{len(states)} films: {', '.join(f'{n} {state}' for state, n in counts.items())}")
    return 0
