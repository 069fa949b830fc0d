"""``make run`` and ``make stop``: serves the product in the foreground until it is told to stop."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

from . import database, postgres, process, python_env
from .console import say, step
from .demo_users import table
from .errors import Problem, known_cause
from .layout import Layout
from .machine import Machine

HOST = "127.0.0.1"
_READY_SECONDS = 180
_STOP_SECONDS = 40


class _Stopped(Exception):
    """The server was told to stop."""


def run(port):
    """Set everything up and serve the product with demo data until a signal comes.

    :param port: port on the loopback address
    :raises Problem: when the port is busy, or something a person has to provide is missing
    """
    layout = Layout.of_checkout()
    with _stop_signals(), _only_server(layout) as lock:
        try:
            _check_port(port)
            _serve(lock, port)
        except (_Stopped, KeyboardInterrupt):
            say("Stopped.")


def stop():
    """Stop the server of this checkout, and database servers that nobody uses."""
    layout = Layout.of_checkout()
    stopped = stop_server(layout)
    stop_databases(layout, force=False)
    say("Stopped." if stopped else "Nothing of this checkout was running.")


def stop_databases(layout, *, force):
    """Stop this checkout's private database servers.

    :param force: also those that another command uses
    """
    if not layout.python.exists():
        return
    programs = postgres.programs_in(python_env.Environment(layout))
    for purpose in postgres.PURPOSES:
        postgres.server_for(layout, programs, purpose).stop(force=force)


def stop_server(layout):
    """Stop the server of a checkout.

    :return: whether one was running
    :raises Problem: when it does not stop
    """
    path = _lock_file(layout)
    if not path.exists():
        return False
    with path.open("r+", encoding="utf-8") as lock:
        if _take(lock):
            return False
        pids = json.load(lock)
        for sent in (signal.SIGTERM, signal.SIGKILL):
            for pid in pids:
                _signal(pid, sent)
            deadline = time.monotonic() + _STOP_SECONDS
            while time.monotonic() < deadline:
                if _take(lock):
                    return True
                time.sleep(0.2)
    raise Problem(f"the server does not stop: kill the processes {pids}")


def _signal(pid, number):
    # A process that is gone already is what was wanted.
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _lock_file(layout):
    return layout.work / "run.lock"


def _take(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _only_server(layout):
    """Hold the lock that this process and Odoo share; it names the processes to stop."""
    layout.work.mkdir(exist_ok=True)
    descriptor = os.open(_lock_file(layout), os.O_RDWR | os.O_CREAT, 0o644)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as lock:
        if not _take(lock):
            raise Problem(
                "the product is already being served from this checkout: make stop ends it"
            )
        _remember(lock, [os.getpid()])
        yield lock


def _remember(lock, pids):
    lock.seek(0)
    lock.truncate()
    json.dump(pids, lock)
    lock.flush()


@contextmanager
def _stop_signals():
    """Turn the signals that end a server into :class:`_Stopped`."""

    def stop_now(number, frame):
        raise _Stopped

    before = {number: signal.signal(number, stop_now) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Problem(
                f"port {port} cannot be used ({error.strerror}): stop the program that has it, or "
                f"choose another one: make run PORT={port + 1}"
            ) from None


def _serve(lock, port):
    say("Setting up")
    machine = Machine.prepare(python_env.RUN)
    log = machine.layout.logs / "odoo.log"
    name = database.demo_name()
    setup = machine.configure("run")
    configuration = machine.configure(
        "serve",
        data_dir=machine.data_folder("run"),
        db_name=name,
        dbfilter=f"^{name}$",
        http_port=port,
        max_cron_threads=1,
    )
    with machine.server("run").running() as server:
        database.ensure_demo(machine, server, setup)
        _check_port(port)
        with log.open("w", encoding="utf-8") as output:
            odoo = subprocess.Popen(
                [str(machine.layout.python), "-m", "odoo"],
                env=machine.variables(server, configuration),
                cwd=machine.layout.work,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
        try:
            _remember(lock, [os.getpid(), odoo.pid])
            with step("Starting Odoo"):
                _wait_until_ready(odoo, port, log)
            _announce(server, name, port, log)
            odoo.wait()
            raise Problem(f"Odoo ended by itself (details: {log})")
        finally:
            _end(odoo)


def _wait_until_ready(odoo, port, log):
    """Wait until the login page is served, which also prepares its style sheets."""
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if odoo.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/web/login", timeout=60):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    text = log.read_text(encoding="utf-8", errors="replace")
    raise Problem(
        known_cause(text) or f"Odoo does not start: {process.telling_line(text)} (details: {log})"
    )


def _end(odoo):
    if odoo.poll() is None:
        odoo.terminate()
        try:
            odoo.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            odoo.kill()
            odoo.wait()


def _announce(server, name, port, log):
    say()
    say(f"Ready: http://{HOST}:{port}    (database {name}, Odoo's log: {log})")
    say()
    for line in table(server, name):
        say(line)
    say()
    say("Ctrl-C stops it here, make stop from another shell.")
