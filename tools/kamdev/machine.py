"""What a command works with once everything is set up: Odoo, Python packages, programs."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, pdf, postgres, process, python_env
from .layout import Layout
from .locks import exclusive

_ODOO_PROGRESS = "Loading module "


@dataclass(frozen=True)
class Machine:
    """A checkout that is ready to run Odoo."""

    layout: Layout
    environment: python_env.Environment
    source: odoo_source.Source
    programs: Path
    drawing: dict

    @classmethod
    def prepare(cls, requirements):
        """Set up everything that is not there yet.

        :param requirements: names of requirements files, see :mod:`.python_env`
        :raises Problem: when something is missing that a person has to provide
        """
        python_env.check_python()
        layout = Layout.of_checkout()
        with exclusive(layout.work / "lock", "waiting for another command that sets up"):
            source = odoo_source.ensure(layout)
            environment = python_env.Environment(layout)
            environment.ensure(requirements)
            environment.use_odoo(source)
            drawing = pdf.ensure(layout)
        return cls(layout, environment, source, postgres.programs_in(environment), drawing)

    def server(self, purpose):
        """Return the PostgreSQL server for one of :data:`.postgres.PURPOSES`."""
        return postgres.server_for(self.layout, self.programs, purpose)

    def configure(self, name, **options):
        """Write an Odoo configuration file.

        :param name: the file's stem; also names Odoo's data folder
        :param options: options beside those that all databases share
        :return: the file
        """
        folders = [*self.source.addons_folders(), self.layout.root]
        shared = {
            "addons_path": ",".join(map(str, folders)),
            "data_dir": self.data_folder(name),
            "http_interface": "127.0.0.1",
            "list_db": False,
        }
        lines = [f"{key} = {value}" for key, value in {**shared, **options}.items()]
        path = self.layout.work / f"{name}.conf"
        path.write_text("\n".join(["[options]", *lines, ""]), encoding="utf-8")
        return path

    def data_folder(self, name):
        """Return the folder where Odoo keeps attachments and sessions."""
        return self.layout.work / "data" / name

    def variables(self, server, configuration):
        """Return the environment for a program that uses Odoo.

        :param server: a running PostgreSQL server
        :param configuration: an Odoo configuration file
        """
        base = python_env.clean_environment()
        folders = [
            self.layout.bin,
            self.layout.venv / "bin",
            self.programs,
            base.get("PATH") or os.defpath,
        ]
        return {
            **base,
            **server.variables,
            **self.drawing,
            "PATH": os.pathsep.join(map(str, folders)),
            "ODOO_RC": str(configuration),
        }

    def run_odoo(self, arguments, *, variables, log, failure, current):
        """Run Odoo to its end, showing which module it is at.

        :param arguments: arguments of ``python -m odoo``
        :param variables: the environment, see :meth:`variables`
        :param log: name of the log file
        :param failure: what could not be done, in one line
        :param current: the progress line
        :raises Problem: when Odoo fails
        """

        def show(line):
            if _ODOO_PROGRESS in line:
                current.show(line.split(_ODOO_PROGRESS)[1].strip())

        process.run(
            [self.layout.python, "-m", "odoo", *arguments, "--stop-after-init", "--no-http"],
            env=variables,
            cwd=self.layout.work,
            log=self.layout.logs / log,
            failure=failure,
            on_line=show,
        )

    def run_shell(self, database, script, *, variables, log, failure):
        """Run a script in Odoo's shell.

        :param database: name of the database
        :param script: file with the script
        :param variables: the environment, see :meth:`variables`
        :param log: name of the log file
        :param failure: what could not be done, in one line
        :raises Problem: when the script fails
        """
        with script.open() as source:
            process.run(
                [self.layout.python, "-m", "odoo", "shell", "-d", database, "--no-http"],
                env=variables,
                cwd=self.layout.work,
                log=self.layout.logs / log,
                failure=failure,
                stdin=source,
            )


def private_files():
    """Make new files readable for the database server's own user, whatever the shell says."""
    if os.geteuid() == 0:
        os.umask(0o022)
    sys.stdout.reconfigure(errors="replace")
