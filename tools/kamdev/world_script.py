"""Run by Odoo's shell in the template of the test databases: see ``database.py``."""

import importlib
import os

env = env(context={})  # noqa: F821 -- the shell's

for addon in filter(None, os.environ["KAM_WORLDS"].split(",")):
    importlib.import_module(f"odoo.addons.{addon}.tests.world").build(env)
env.cr.commit()
