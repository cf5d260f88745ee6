"""Measuring things against each other in one run, in turn, so that a noisy machine disturbs all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def alternate(jobs: Mapping[str, Callable[[], object]], *, batch: int, rounds: int) -> dict[str, list[float]]:
    """Seconds per call of each job, one value a round."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(-2, rounds):
        for name in list(jobs) if turn % 2 else list(jobs)[::-1]:
            job, began = jobs[name], time.perf_counter()
            for _ in range(batch):
                job()
            if turn >= 0:
                times[name].append((time.perf_counter() - began) / batch)
    return times


async def alternate_awaited(
    jobs: Mapping[str, Callable[[], Awaitable[object]]], *, per_job: int, rounds: int
) -> dict[str, list[float]]:
    """The same for jobs that perform `per_job` calls each."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(-2, rounds):
        for name in list(jobs) if turn % 2 else list(jobs)[::-1]:
            job, began = jobs[name], time.perf_counter()
            await job()
            if turn >= 0:
                times[name].append((time.perf_counter() - began) / per_job)
    return times


@contextmanager
def worker(python: str, code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of this Python that reads numbers of calls, and tells for each the seconds of one."""
    command = [python, "-c", code, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process


def batch(process: subprocess.Popen[str], calls: int) -> float:
    """Seconds per call of some calls of a worker."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{calls}\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def fresh(python: str, code: str) -> tuple[float, str]:
    """Seconds of a process that runs this, and what it prints. Run it once before, so that all of it is compiled."""
    began = time.perf_counter()
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT, env=COMPILED)
    return time.perf_counter() - began, done.stdout


def ratio(times: dict[str, list[float]], name: str, base: str) -> float:
    """The median of the ratios of the rounds: each compares what ran side by side."""
    return statistics.median(mine / theirs for mine, theirs in zip(times[name], times[base], strict=True))


def microseconds(times: dict[str, list[float]], name: str) -> float:
    """The median."""
    return statistics.median(times[name]) * 1e6


def row(what: str, measured: str, ratio_: float | None, bound: str) -> None:
    """Print one row of the table."""
    print(f"| {what} | {measured} | {'' if ratio_ is None else f'{ratio_:.2f} ×'} | {bound} |", flush=True)


@contextmanager
def canned_server() -> Iterator[str]:
    """The canned server's URL."""
    process = subprocess.Popen([sys.executable, str(HERE / "canned.py")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
