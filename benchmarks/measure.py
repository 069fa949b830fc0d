"""Timing in turns, so that what else the machine does hits everything measured alike."""

import statistics
import time


def in_turns(cases, repetitions, show):
    """Run cases in turns and time them.

    :param dict cases: name -> function without arguments
    :param int repetitions: rounds after a first one that only warms up
    :param show: called with a few words on how far it is
    :return: dict name -> seconds, one per round
    """
    seconds = {name: [] for name in cases}
    for number in range(repetitions + 1):
        for name, run in cases.items():
            show(f"round {number} of {repetitions}, {name}")
            taken = timed(run)
            if number:
                seconds[name].append(taken)
    return seconds


def timed(run):
    """Return the seconds that a function takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


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
