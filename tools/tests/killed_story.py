"""Plays nights on a ledger: ``python -m tools.tests.killed_story make|nights|look NAME FILE``.

``make`` books a ledger, orders and holds in the database NAME, a copy of what the tests play with.
``nights`` runs the nightly jobs of credit for two nights, in small batches; with a number and
seconds after FILE it first kills them so many times, at moments within a share of the seconds. A
process that was killed is followed by one that goes on with the night that was not over. How often
that hit, and how long it took, is written to FILE. ``look`` writes what is stored. Days are those
of the world of the tests.
"""

import json
import os
import random
import re
import signal
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tests import TransactionCase
from odoo.tools import SQL, config

SEED = 11
CUSTOMERS = 40
NIGHTS = (1, 2)
# Which night is over, as a parameter of the database.
OVER = "kam.killed.over"
JOBS = (
    ("kam.credit.profile", "_cron_evaluate", "evaluation.kam_credit_profile_job"),
    ("kam.credit.profile", "_cron_refresh_exposure", "exposure.kam_credit_profile_refresh"),
    ("kam.credit.hold", "_cron_find_grown", "hold.kam_credit_hold_job"),
    ("kam.credit.hold", "_cron_recheck", "hold.kam_credit_hold_job"),
)
BATCH_SIZE = 3
# What differs however it ran: turns and notes count transactions, the rest is left to the clock.
LEFT_OUT = ("kam_credit_lock", "kam_credit_touch")
TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = current_schema::regnamespace
       AND relkind = 'r'
       AND (relname LIKE 'kam\\_%%'
            OR relname IN ('sale_order', 'mail_mail', 'mail_message', 'mail_activity'))
"""
MESSAGES = ("mail_mail", "mail_message")
DOWNGRADED = "privilege of a key account has ended"
CUSTOMER = re.compile(r"Customer \d+")
# When it was written, and what is drawn by lot.
CLOCK = {"access_token", "create_date", "write_date", "date_evaluated", "message_id", "references"}
# Numbers of rows: some are spent by what was undone. Those of what stood before stay.
STANDING = re.compile(
    r"(account|company|currency|group|order|partner|profile|tier|unit|user|debtor)(_\w+)?_id"
)


def make(env):
    """Book what the jobs find."""
    from odoo.addons.kam_credit.tests.common import TODAY, day
    from odoo.addons.kam_credit.tests.hold.common import KamCreditHoldCommon

    class Ledger(KamCreditHoldCommon):
        """The language of the tests, on data that stays."""

        frozen_at = None

    Ledger.env = env
    with patch.object(TransactionCase, "setUpClass", classmethod(lambda cls: None)):
        Ledger.setUpClass()
    generator = random.Random(SEED)
    Ledger.red.horizon_days = 10
    for number in range(CUSTOMERS):
        partner = Ledger.make_customer(f"Customer {number}")
        for _invoice in range(generator.randint(1, 3)):
            due = day(-generator.randint(-3, 60))
            invoice = Ledger.invoice(partner, generator.randint(1, 9) * 100, due=due)
            if generator.random() < 0.6:
                Ledger.pay(invoice, on=min(due + timedelta(generator.randint(-9, 9)), TODAY))
        if generator.random() < 0.2:
            Ledger.receive(partner, 300, on=day(-30))
        Ledger.make_key(partner, tier=Ledger.red if number % 4 else None)
        _order(Ledger, partner, number)
    env.flush_all()


def _order(ledger, partner, number):
    """Let a customer have an order that comes near, one that has grown, or one that is held."""
    from odoo import fields

    from odoo.addons.kam_credit.tests.world import NOW

    days = {0: 10, 1: 11, 2: 12}.get(number % 6, 0)
    order = ledger.quotation(
        1500 if days or number % 6 == 5 else 90,
        partner=partner,
        user_id=ledger.seller.id,
        commitment_date=fields.Datetime.add(NOW, days=days + 1) if days else False,
    )
    order.action_confirm()
    if order.state == "sale" and number % 6 == 3:
        order.order_line.qty_delivered = 30
    if number % 12 == 5:
        ledger.profile(partner)._protected_write({"credit_limit": 50_000})


def disturb(name, kills=0, seconds=0):
    """Run the nights, each time in a process of its own, until one is through.

    :param str name: the database
    :param int kills: how often the process is killed before
    :param float seconds: how long the nights take undisturbed
    :return: how often it was killed before it was through, and how long everything took
    """
    Registry(name)
    # what is connected must not be shared
    close_all()
    moments = random.Random(SEED)
    hit, began = 0, time.monotonic()
    for _number in range(kills):
        child = _fork(name)
        time.sleep(moments.uniform(0, 0.1 + 2 * seconds / kills))
        hit += os.waitpid(child, os.WNOHANG) == (0, 0) and _kill(child)
    _pid, status = os.waitpid(_fork(name), 0)
    if status:
        raise SystemExit("the nights did not come to their end")
    return {"hit": hit, "seconds": time.monotonic() - began}


def _fork(name):
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        nights(name)
        status = 0
    finally:
        # nothing of the first process is to be ended by its copy
        if status:
            traceback.print_exc()
        os._exit(status)


def _kill(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def nights(name):
    """Run the jobs of the nights that are not over yet, as the scheduler does."""
    from odoo.addons.kam_credit.tests.common import day

    registry = Registry(name)
    module = "odoo.addons.kam_credit.models"
    for _model, _method, path in JOBS:
        patch(f"{module}.{path}.BATCH_SIZE", BATCH_SIZE).start()
    patch("odoo.addons.kam_management.transactions.FIRST_BATCH", 1).start()
    for offset in NIGHTS:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if int(env["ir.config_parameter"].get_param(OVER) or 0) >= offset:
                continue
        with freeze_time(f"{day(offset)} 01:00:00", tick=False):
            for model, method, _path in JOBS:
                with registry.cursor() as cr:
                    getattr(api.Environment(cr, SUPERUSER_ID, {})[model], method)()
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["ir.config_parameter"].set_param(OVER, str(offset))


def look(env):
    """Return what is stored: dict table -> its rows in an order of their own, without numbers."""
    env.cr.execute(SQL(TABLES))
    tables = sorted(table for [table] in env.cr.fetchall() if table not in LEFT_OUT)
    found = {table: sorted(_rows(env, table)) for table in tables}
    # whom a batch downgraded is told in one message: whom the messages name together stays the
    # same, however the customers fell into batches
    told = []
    for table in MESSAGES:
        notices = [row for row in found[table] if DOWNGRADED in row]
        told += [name for row in notices for name in set(CUSTOMER.findall(row))]
        found[table] = [row for row in found[table] if DOWNGRADED not in row]
    return found | {"told": sorted(told)}


def _rows(env, table):
    env.cr.execute(SQL("SELECT to_jsonb(kept) FROM %s AS kept", SQL.identifier(table)))
    for [row] in env.cr.fetchall():
        yield json.dumps(
            {
                name: _without_numbers(value)
                for name, value in row.items()
                if name not in CLOCK and (type(value) is not int or _stands(table, name))
            },
            sort_keys=True,
        )


def _stands(table, name):
    """Tell whether a number is the same however often something was undone."""
    return bool(STANDING.fullmatch(name)) or not (name == "id" or name.endswith("_id"))


def _without_numbers(value):
    """Return a value; texts without the numbers of records that they link to."""
    return (
        re.sub(r'(data-oe-id=\\?"|res_id=|/)\d+', r"\1", value) if isinstance(value, str) else value
    )


def main(part, name, path=None, kills=0, seconds=0):
    """Play a part of the story on a database."""
    config.parse_config(["-d", name, "--no-http", "--log-level=error"])
    if part == "nights":
        told = disturb(name, int(kills), float(seconds))
        Path(path).write_text(json.dumps(told), encoding="utf-8")
        return
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if part == "make":
            from odoo.addons.kam_credit.tests.world import NOW

            with freeze_time(NOW):
                make(env)
        else:
            Path(path).write_text(json.dumps(look(env)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
