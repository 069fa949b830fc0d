"""Timing in turns, so that what else the machine does hits everything measured alike."""

import os
import statistics
import time
from pathlib import Path


def in_turns(cases, repetitions, show):
    """Run cases in turns and time them.

    :param dict cases: name -> function without arguments
    :param int repetitions: rounds after a first one that only warms up
    :param show: called with a few words on how far it is
    :return: dict name -> seconds, one per round
    """
    return _in_turns(cases, repetitions, show, [time.perf_counter])[0]


def in_turns_by_both(env, cases, repetitions, show):
    """Run cases in turns as :func:`in_turns`, and tell seconds elapsed and those of processors.

    What else the machine does makes whatever one process does alone last longer than what
    PostgreSQL shares among several, and leaves the processors' seconds alone.

    :param env: an environment of the database
    :return: two dicts name -> seconds, one per round: elapsed, of processors
    :rtype: tuple
    """
    return _in_turns(cases, repetitions, show, [time.perf_counter, processor_clock(env)])


def _in_turns(cases, repetitions, show, clocks):
    """Return for each clock a dict name -> seconds, one per round."""
    seconds = [{name: [] for name in cases} for _clock in clocks]
    for number in range(repetitions + 1):
        for name, run in cases.items():
            show(f"round {number} of {repetitions}, {name}")
            taken = _timed(run, clocks)
            if number:
                for of_clock, one in zip(seconds, taken, strict=True):
                    of_clock[name].append(one)
    return seconds


def timed(run):
    """Return the seconds that a function takes."""
    return _timed(run, [time.perf_counter])[0]


def _timed(run, clocks):
    started = [clock() for clock in clocks]
    run()
    return [clock() - before for clock, before in zip(clocks, started, strict=True)]


def processor_clock(env):
    """Return a function that tells how many seconds of processors were spent so far.

    By this process, by that of PostgreSQL that serves it, and by those that helped that one: the
    server, on the same machine, counts the seconds of those that are over.

    :param env: an environment of the database
    """
    env.cr.execute("SELECT pg_backend_pid()")
    [[process_id]] = env.cr.fetchall()
    own = Path(f"/proc/{process_id}")
    server = Path(f"/proc/{_fields(own)[1]}")

    def spent():
        serving = int((own / "schedstat").read_text("utf-8").split()[0]) / 1e9
        helping = sum(map(int, _fields(server)[13:15])) / os.sysconf("SC_CLK_TCK")
        return time.process_time() + serving + helping

    return spent


def _fields(process):
    """Return what the kernel says of a process, from its state on: see ``man 5 proc_pid_stat``."""
    # the name before may contain anything
    return (process / "stat").read_text("utf-8").rpartition(")")[2].split()


def median_ms(seconds):
    """Return the median in milliseconds."""
    return statistics.median(seconds) * 1000


def ratio(seconds, base):
    """Return how many times longer one case took than another: median over the rounds."""
    return statistics.median(mine / theirs for mine, theirs in zip(seconds, base, strict=True))


def table(title, head, rows):
    """Print rows as a table.

    :param str title: what is measured
    :param head: titles of the columns
    :param rows: sequences of texts
    """
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    print(f"\n{title}")
    for row in [head, ["-" * width for width in widths], *rows]:
        first, *others = zip(row, widths, strict=True)
        cells = [f"{first[0]:<{first[1]}}", *(f"{text:>{width}}" for text, width in others)]
        print("  " + "  ".join(cells))
