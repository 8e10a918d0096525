"""How fast a folder of fingerprints is searched: python benchmarks/find.py [--count 1000]

Makes fingerprints of films that were never made. 60 are different and are read by a first search;
the others are copies of them under other names, and are put into the index as copies, because
reading them all takes minutes. Then all are searched.
"""

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filmprint.measures.index import FILE_NAME, open_index
from filmprint.measures.search import find_color, find_like
from made_prints import made_film_print

DIFFERENT = 60


def copy_films(folder: Path, count: int) -> None:
    """Copies of the films, as files and in the index."""
    database = sqlite3.connect(folder / FILE_NAME)
    for number in range(DIFFERENT, count):
        source, copy = f"film {number % DIFFERENT}.json", f"film {number}.json"
        shutil.copy2(folder / source, folder / copy)
        for table, rest in (
            ("films", "size, modified_ns, read_ns, title, year, points, shares, peaks, parts"),
            ("samples", "clusters, times, colors, shares"),
        ):
            database.execute(
                f"insert into {table} select ?, {rest} from {table} where path = ?", (copy, source)
            )
    database.commit()
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--samples", type=int, default=3600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(DIFFERENT):
            made_film_print(number, options.samples).save(folder / f"film {number}.json")
        time.sleep(2.1)  # or the last ones would be read again
        cpu = time.process_time()
        open_index(folder).close()
        each = (time.process_time() - cpu) / DIFFERENT
        print(f"first time: {each:.3f} s of processor for each film")
        copy_films(folder, options.count)
        one = made_film_print(5000, options.samples)
        for _ in range(3):
            begin, cpu = time.perf_counter(), time.process_time()
            index = open_index(folder)
            assert index.files_read == 0
            opened = time.process_time() - cpu
            find_color(index, (140, 47, 57), rank="films", count=10, moments=3)
            colored = time.process_time() - cpu - opened
            find_like(index, one, 10)
            alike = time.process_time() - cpu - opened - colored
            wall = time.perf_counter() - begin
            print(
                f"{len(index.paths)} films, seconds of processor: index {opened:.2f}, color "
                f"{colored:.2f}, like {alike:.2f}; all three {wall:.2f} s by the clock"
            )
            index.close()
        print(f"index: {(folder / FILE_NAME).stat().st_size / 1e6:.1f} MB")
        begin = time.perf_counter()
        command = [sys.executable, "-m", "filmprint", "find", "#8c2f39", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        print(f"the whole command, with the start of Python: {time.perf_counter() - begin:.2f} s")


if __name__ == "__main__":
    main()
