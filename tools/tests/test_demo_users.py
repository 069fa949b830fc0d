"""The table of demo users, against PostgreSQL."""

import shutil
from pathlib import Path

import pytest

import odoo

from tools.kamdev import demo_users, postgres

_TABLES = """
    CREATE TABLE res_partner (id int, name text, function text);
    CREATE TABLE res_users (id int, login text, partner_id int, share bool, active bool);
    CREATE TABLE kam_unit (id int, name text);
    CREATE TABLE kam_position (user_id int, unit_id int, role text, active bool, is_current bool);
    CREATE TABLE res_groups (id int, name jsonb);
    CREATE TABLE res_groups_users_rel (gid int, uid int);
    CREATE TABLE ir_model_data (id int, module text, model text, res_id int);
    CREATE TABLE ir_model_fields (id int, model text, name text);
    CREATE TABLE ir_model_fields_selection (field_id int, value text, name jsonb);
    INSERT INTO ir_model_fields VALUES (1, 'kam.position', 'role'), (2, 'kam.position', 'state');
    INSERT INTO ir_model_fields_selection VALUES
        (1, 'director', '{"en_US": "Director", "zh_CN": "总监"}'),
        (2, 'director', '{"en_US": "Of another field"}');
    INSERT INTO kam_unit VALUES (1, 'China'), (2, 'North');
    INSERT INTO res_groups VALUES (1, '{"en_US": "Administrator"}'), (2, '{"en_US": "Other"}');
    INSERT INTO ir_model_data VALUES
        (1, 'kam_a', 'res.groups', 1), (2, 'base', 'res.groups', 2),
        (11, 'kam_a', 'res.users', 1), (12, 'kam_b', 'res.users', 2), (13, 'kam_a', 'res.users', 3),
        (14, 'kam_a', 'res.users', 4), (15, 'kam_a', 'res.users', 5), (16, 'base', 'res.users', 6),
        (17, 'kam_a', 'res.users', 7);
    INSERT INTO res_partner VALUES
        (1, 'Buyer', NULL), (2, 'Li Director', 'Any'), (3, 'Clerk', 'Accountant'),
        (4, 'Keeper', 'Any'), (5, 'Left', NULL), (6, 'Stranger', NULL), (7, 'Plain', NULL);
    INSERT INTO res_users VALUES
        (1, 'buyer', 1, true, true), (2, 'li', 2, false, true), (3, 'clerk', 3, false, true),
        (4, 'keeper', 4, false, true), (5, 'left', 5, false, false),
        (6, 'stranger', 6, false, true), (7, 'plain', 7, false, true);
    INSERT INTO kam_position VALUES
        (2, 1, 'director', true, true), (2, 2, 'director', true, false),
        (3, 2, 'director', false, true);
    INSERT INTO res_groups_users_rel VALUES (1, 4), (2, 4), (2, 3), (1, 2);
"""


@pytest.fixture
def server():
    """The server that the tests run on."""
    return postgres.Server(Path(shutil.which("psql")).parent)


@pytest.fixture
def scratch(server):
    """Name of an empty database that goes away."""
    name = f"{odoo.tools.config['db_name'][0]}_scratch"
    server.drop(name)
    server.query(f"CREATE DATABASE {postgres.quoted(name)} TEMPLATE template0")
    yield name
    server.drop(name)


def test_each_active_user_with_what_they_are(server, scratch):
    server.query(_TABLES, scratch)
    assert demo_users.table(server, scratch) == [
        "  LOGIN   PASSWORD  NAME           ROLE",
        "  admin   admin     Administrator  System administrator",
        "  li      li        Li Director    Director, China",
        "  clerk   clerk     Clerk          Accountant",
        "  keeper  keeper    Keeper         Administrator",
        "  plain   plain     Plain          Employee",
        "  buyer   buyer     Buyer          Customer (portal)",
    ]


def test_a_database_without_our_models(server, scratch):
    assert len(demo_users.table(server, scratch)) == 2


def test_the_query_fits_the_models(server):
    database = odoo.tools.config["db_name"][0]
    assert server.query("SELECT to_regclass('kam_position')", database) == [["kam_position"]]
    # Without demo data there is nobody but the administrator.
    assert len(demo_users.table(server, database)) == 2
