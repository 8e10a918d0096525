"""Where the time of an exact run goes: python benchmarks/stages.py FILM SAMPLES

CPU seconds of one process that does all the work.
"""

import sys
import time
from pathlib import Path

from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.pipeline import prepare
from filmprint.color.clustering import cluster
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.processes.workers import Workers
from filmprint.video import FilmReader

path, samples = Path(sys.argv[1]), int(sys.argv[2])
clock = time.process_time
began = clock()
with Workers(Execution(jobs=1), Limits()) as workers:
    work = prepare(path, Sampling(frames=samples), workers)
index, units = work.index, plan_decode_ranges(work.index, work.packets)
looked = clock() - began
reader, converting, clustering = FilmReader(work.source), 0.0, 0.0
began = clock()
for unit in units:
    for _, frame in reader.frames(unit):
        a = clock()
        pixels = reader.picture(reader.whole(frame))
        b = clock()
        cluster(pixels, Clustering())
        converting, clustering = converting + b - a, clustering + clock() - b
decoding = clock() - began - converting - clustering
fed = sum(unit.count for unit in units)
print(f"{len(index.pts)} packets, {int(index.key.sum())} key packets; {fed} fed to the decoder")
print(
    f"look {looked:.2f} s, decode {decoding:.2f}, scale {converting:.2f}, cluster {clustering:.2f}"
)
