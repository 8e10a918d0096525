"""Runs that go wrong on purpose: python benchmarks/reliability.py WHAT [COUNT]

isolate    a folder of COUNT films (300), 5 % of which make their worker crash, hang or eat memory
kill       a run over a folder, all of its processes killed (-9) at COUNT (200) random moments
interrupt  the same with Ctrl-C, which every process of the group sees (100)
full       a disk that is full after ever more bytes, or turns read-only, COUNT times (50; root)
contain    the corpus of tests/faults.py under strace: what is opened, and sockets
two        two runs into one folder at once, COUNT times (20)

"As it should be" is: the bytes that an undisturbed run writes.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

import faults  # noqa: E402
from clips import moving_frames, write_clip  # noqa: E402
from filmprint.library.summary import FILE_NAME as SUMMARY  # noqa: E402

WAYS = ("crash", "kill", "exit", "deaf", "eat", "raise", "crash-head", "spin-head")
PROGRAM = [sys.executable, "-m", "filmprint"]
FAST = ["--frames", "24", "--dpi", "40", "--jobs", "2"]
LARGE = ["--frames", "900", "--dpi", "100", "--format", "png,jpg", "--jobs", "2"]


def make_films(folder: Path, names: list[str]) -> None:
    folder.mkdir()
    for number, name in enumerate(names):
        if number < 8:
            path = write_clip(folder / f"{name}.mp4", moving_frames(48 + number, 96, 64))
        else:
            path = folder / f"{name}.mp4"
            shutil.copy2(folder / f"{names[number % 8]}.mp4", path)


def run(folder: Path, out: Path, *options: str, **environment: str) -> tuple[int, str, float]:
    began = time.monotonic()
    result = subprocess.run(
        [*PROGRAM, str(folder), *(options or FAST), "-o", str(out)], capture_output=True, text=True,
        env=os.environ | environment, check=False,
    )  # fmt: skip
    return result.returncode, result.stdout + result.stderr, time.monotonic() - began


def contents(folder: Path) -> dict[str, bytes]:
    """All files but hidden ones and the summary."""
    if not folder.exists():
        return {}
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.name != SUMMARY
    }


def hidden(folder: Path) -> int:
    return len(list(folder.glob(".filmprint-*")))


def left_of(session: int) -> list[str]:
    """The live processes of a session."""
    listing = subprocess.run(["ps", "-o", "stat=,pid=,args=", "--sid", str(session)],
                             capture_output=True, text=True, check=False)  # fmt: skip
    return [line for line in listing.stdout.splitlines() if not line.startswith("Z")]


def isolate(scratch: Path, count: int) -> None:
    bad = {count * n // (count // 20): WAYS[n % len(WAYS)] for n in range(count // 20)}
    names = [f"film{n:03d}" + (f".{bad[n + 1]}" if n + 1 in bad else "") for n in range(count)]
    make_films(scratch / "films", names)
    code, _, seconds = run(scratch / "films", scratch / "clean")
    clean = contents(scratch / "clean")
    print(f"clean: exit code {code}, {len(clean)} files, {seconds:.0f} s")
    code, output, seconds = run(scratch / "films", scratch / "out", *FAST, "--max-stall", "30",
                                "--max-memory", "800", PYTHONPATH=os.pathsep.join(
        [str(TESTS / "saboteur"), os.environ.get("PYTHONPATH", "")]))  # fmt: skip
    found = contents(scratch / "out")
    good = {name for name in clean if not any(f".{way}." in name for way in WAYS)}
    same = sum(found.get(name) == clean[name] for name in good)
    reasons = Counter(re.sub(r"^.*?mp4: ", "", line) for line in output.splitlines()
                      if line.startswith("filmprint: "))  # fmt: skip
    print(f"sabotaged: exit code {code}, {seconds:.0f} s; {same} of {len(good)} files of the good "
          f"films as they should be, {len(found) - same} other files, "
          f"{output.count('Traceback')} tracebacks")  # fmt: skip
    for reason, times in reasons.items():
        print(f"  {times} {reason}")


def disturb(scratch: Path, count: int, number: int) -> None:
    """Send a signal to all processes at a random moment, go on with the same command, and so on."""
    make_films(scratch / "films", [f"film{n}" for n in range(5)])
    _, _, whole = run(scratch / "films", scratch / "clean")
    clean, random = contents(scratch / "clean"), np.random.default_rng(number)
    out, wrong, survivors, finished, tracebacks, hid = scratch / "out", 0, 0, 0, 0, 0
    for done in range(1, count + 1):
        process = subprocess.Popen(
            [*PROGRAM, str(scratch / "films"), *FAST, "-o", str(out)], start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(0.05 + random.random() * whole)
        if process.poll() is None:
            os.killpg(process.pid, number)
        _, errors = process.communicate()
        time.sleep(0.05)
        survivors += bool(left_of(process.pid))
        tracebacks += "Traceback" in errors
        there = contents(out)
        wrong += any(clean.get(name) != data for name, data in there.items())
        hid += hidden(out)
        if len(there) == len(clean) or random.random() < 0.2:
            run(scratch / "films", out)
            finished += contents(out) == clean
            wrong += contents(out) != clean
            shutil.rmtree(out)
        if done % 20 == 0:
            print(f"{done}: {wrong} wrong, {finished} finished, {survivors} survivors", flush=True)
    print(f"{count} times {signal.Signals(number).name} within {whole:.1f} s")
    print(f"a part of a file, or a wrong one, under its name: {wrong}")
    print(f"runs carried to their end, with all files as they should be: {finished}")
    print(f"processes left: {survivors}; tracebacks: {tracebacks}; hidden files left: {hid}")


def full(scratch: Path, count: int) -> None:
    make_films(scratch / "films", [f"film{n}" for n in range(3)])
    _, _, whole = run(scratch / "films", scratch / "clean", *LARGE)
    clean, random = contents(scratch / "clean"), np.random.default_rng(0)
    needed = sum(map(len, clean.values()))
    disk = scratch / "disk"
    disk.mkdir()
    wrong, codes, hid, tracebacks, odd = 0, Counter[int](), 0, 0, 0
    for n in range(count):
        read_only = n % 5 == 4
        size = 2**24 if read_only else int(needed * n / count) // 4096 * 4096 + 4096
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True
        )
        command = [*PROGRAM, str(scratch / "films"), *LARGE, "-o", str(disk)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if read_only:
            time.sleep(random.random() * whole * 0.8)
            while subprocess.run(
                ["mount", "-o", "remount,ro", str(disk)], check=False, capture_output=True
            ).returncode:  # busy: a file is being written
                time.sleep(0.01)  # fmt: skip
        output = process.communicate()[0]
        there = contents(disk)
        wrong += any(clean.get(name) != data for name, data in there.items())
        codes[process.returncode] += 1
        expected = int(there != clean or not (disk / SUMMARY).exists())
        if process.returncode != expected:
            odd += 1
            print(n, size, process.returncode, sorted(there), output)
        hid += hidden(disk)
        tracebacks += "Traceback" in output
        subprocess.run(["umount", str(disk)], check=True)
    print(f"{count} runs on a disk of 4 kB to {needed // 1000} kB, each fifth turned read-only")
    print(f"a part of a file under its name: {wrong}; exit codes: {dict(codes)}, {odd} not as due")
    print(f"tracebacks: {tracebacks}; hidden files left: {hid}")


def contain(scratch: Path, _count: int) -> None:
    corpus = scratch / "corpus"
    corpus.mkdir()
    cases = list(faults.cases(corpus))
    for case in cases:
        case.make(corpus / case.name)
    decoy = scratch / "secret.mp4"
    decoy.write_bytes(b"")
    trace = scratch / "trace"
    command = ["strace", "-f", "-qq", "-s", "4096", "-e",
               "trace=open,openat,openat2,creat,socket,socketpair,connect,bind,sendto,execve",
               "-o", str(trace), *PROGRAM, *[str(corpus / case.name) for case in cases], *FAST,
               "-o", str(scratch / "out")]  # fmt: skip
    subprocess.run(command, capture_output=True, check=False)
    opened, calls = set(), Counter[str]()
    for line in trace.read_text(errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if not call or re.search(r"= -1 ", line):
            continue
        calls[call[1]] += 1
        name = re.search(r'"((?:[^"\\]|\\.)*)"', line)
        if call[1] in ("open", "openat", "openat2", "creat") and name:
            opened.add(name[1])
    own = (sys.prefix, sys.base_prefix, str(TESTS.parent), "/usr/", "/lib", "/etc/ld.so", "/proc/",
           "/sys/", "/dev/null", "/dev/urandom", "/etc/localtime", "/etc/mime.types",
           str(Path.home() / ".cache"), str(Path.home() / ".config/matplotlib"),
           str(Path(tempfile.gettempdir()) / "filmprint-fonts-"), str(scratch / "out"))  # fmt: skip
    named = {str(corpus / case.name) for case in cases}
    films = {name for name in opened if name.startswith(str(corpus))}
    others = {name for name in opened - films if not name.startswith(own)}
    print(f"{len(cases)} files; calls that succeeded: {dict(calls)}")
    strange = {
        name for name in films - named if "\\" not in name
    }  # strace writes \\ for odd letters
    print(f"{len(films)} of them opened; not named: {sorted(strange)}")
    print(f"other names but those of Python, libraries, fonts, /proc and results: {sorted(others)}")


def two(scratch: Path, count: int) -> None:
    make_films(scratch / "films", [f"film{n}" for n in range(4)])
    run(scratch / "films", scratch / "clean")
    clean, right = contents(scratch / "clean"), 0
    for _ in range(count):
        command = [*PROGRAM, str(scratch / "films"), *FAST, "-o", str(scratch / "out")]
        pair = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
        codes = [process.wait() for process in pair]
        right += codes == [0, 0] and contents(scratch / "out") == clean
        shutil.rmtree(scratch / "out")
    print(
        f"{count} pairs of runs at once into one folder: {right} with all files as they should be"
    )


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if what == "kill":
            disturb(scratch, count or 200, signal.SIGKILL)
        elif what == "interrupt":
            disturb(scratch, count or 100, signal.SIGINT)
        else:
            default = {"isolate": 300, "full": 50, "contain": 0, "two": 20}[what]
            globals()[what](scratch, count or default)
