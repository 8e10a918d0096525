"""The program inside the tests' own process, which is two seconds quicker than to start it."""

import io
import os
import signal
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from filmprint.cli.app import main
from filmprint.options import Execution, Limits
from filmprint.processes.messages import Task
from filmprint.processes.worker_process import WorkerProcess
from filmprint.processes.workers import Workers

_kept: defaultdict[int, list[WorkerProcess]] = defaultdict(list)
"""Worker processes that idle between two films, by the memory that they may take."""


class KeptWorkers(Workers):
    """Workers that serve the next film of another test too, as one run's workers serve its films."""

    def __init__(self, execution: Execution, limits: Limits) -> None:
        super().__init__(execution, limits)
        kept = _kept[limits.max_memory]
        while kept and len(self._idle) < execution.worker_count:
            worker = kept.pop()
            worker.begin(Task(os.chdir, (Path.cwd(),)), 0)  # where a new one would have started
            worker.receive(0)
            self._idle.append(worker)

    def end(self) -> None:
        for worker in self._idle:
            worker.end_film()
        _kept[self.limits.max_memory] += self._idle
        self._idle = []


def end_kept_workers() -> None:
    for workers in _kept.values():
        WorkerProcess.end(workers)
    _kept.clear()


def run_in_process(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """What the program prints and its exit code, when it is run in a folder."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    output, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in "oe")
    with chdir(folder), redirect_stdout(output), redirect_stderr(errors):
        try:
            main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    assert code is None or isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code or 0, _text(output), _text(errors))


def _text(stream: io.TextIOWrapper) -> str:
    """What was written, its line ends as `subprocess` gives them."""
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode().replace("\r\n", "\n").replace("\r", "\n")
