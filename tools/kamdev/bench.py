"""``make bench``: the benchmarks on a database server of their own."""

import subprocess

from . import python_env
from .errors import Problem
from .machine import Machine


def bench():
    """Run ``benchmarks/run.py``; variables such as SCALE reach it unchanged.

    :return: its exit code
    :raises Problem: when the checkout has no benchmarks
    """
    machine = Machine.prepare(python_env.DEVELOP)
    program = machine.layout.root / "benchmarks" / "run.py"
    if not program.is_file():
        raise Problem(f"{program} is missing: check out the whole repository")
    configuration = machine.configure("bench", max_cron_threads=0)
    with machine.server("bench").running() as server:
        return subprocess.call(
            [machine.layout.python, "-m", "benchmarks.run"],
            env=machine.variables(server, configuration),
            cwd=machine.layout.root,
        )
