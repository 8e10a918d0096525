"""Where the time of an exact run goes: python benchmarks/stages.py FILM SAMPLES

CPU seconds of one process that does all the work.
"""

import sys
import time
from pathlib import Path

from filmprint.analysis.decode_job import prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.color.clustering import cluster
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.processes.workers import Workers
from filmprint.video import FilmReader

path, samples = Path(sys.argv[1]), int(sys.argv[2])
clock = time.process_time
began = clock()
with Workers(Execution(jobs=1), Limits()) as workers:
    job = prepare(path, Sampling(frames=samples), workers)
index, ranges = job.index, plan_decode_ranges(job.index, job.packets)
preparing = clock() - began
reader, converting, clustering = FilmReader(job.source), 0.0, 0.0
began = clock()
for decode_range in ranges:
    for sampled in reader.frames(decode_range):
        a = clock()
        pixels = reader.active_picture(reader.scaled(sampled.frame))
        b = clock()
        cluster(pixels, Clustering())
        converting, clustering = converting + b - a, clustering + clock() - b
decoding = clock() - began - converting - clustering
sent = sum(decode_range.count for decode_range in ranges)
print(f"{len(index.pts)} packets, {int(index.key.sum())} key packets; {sent} sent to the decoder")
print(
    f"prepare {preparing:.2f} s, decode {decoding:.2f}, scale {converting:.2f}, "
    f"cluster {clustering:.2f}"
)
