"""What all tests have in common under pytest."""

import os
import shutil
from unittest.mock import patch

import freezegun
import pytest

import odoo

# Tests that stop the clock do not stop that of those who measure how long they take.
freezegun.configure(extend_ignore_list=["_pytest.timing", "xdist.remote"])


@pytest.fixture(scope="session", autouse=True)
def own_attachments(load_registry):
    """Give each process that shares the tests attachments of its own, as it has a database.

    pytest-odoo lets them share those of the database they were copied from. Odoo deletes what its
    database does not know, which would be what the others just wrote.
    """
    config = odoo.tools.config
    name = odoo.tests.common.get_db_name()
    shared = config.filestore(name)
    own = os.path.join(config["data_dir"], "filestore", name)
    if shared == own:
        yield
        return
    shutil.rmtree(own, ignore_errors=True)
    if os.path.isdir(shared):
        shutil.copytree(shared, own, copy_function=os.link)
    with patch.object(config, "filestore", return_value=own):
        yield
    shutil.rmtree(own, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def browser_files(request, own_attachments):
    """Make what the web client loads before the first browser tour, as Odoo does before its tests.

    Else each class makes it anew, and it goes with the transaction.
    """
    classes = {getattr(item, "cls", None) for item in request.session.items}
    if not any(test_class and test_class.__name__.endswith("Tour") for test_class in classes):
        return
    with odoo.modules.registry.Registry(odoo.tests.common.get_db_name()).cursor() as cr:
        qweb = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["ir.qweb"]
        for bundle in ("web.assets_web", "web.assets_tests", "web.__assets_tests_call__"):
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
        for bundle in ("web.assets_web", "web.assets_web_print"):
            qweb._get_asset_bundle(bundle, css=True, js=False).css()
