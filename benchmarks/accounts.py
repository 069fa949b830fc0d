"""Key accounts among the seeded customers, and somebody who sees them."""

from odoo import fields
from odoo.fields import Command

COUNT = 400
LOGIN = "benchmark.director"


def make(env, show):
    """Make key accounts of some customers, and the director of their unit.

    :param env: an environment with superuser rights
    :param show: called with a few words on how far it is
    """
    company = env.company
    unit = env["kam.unit"].create({"name": "Headquarters", "level": "headquarters"})
    director = env["res.users"].create(
        {
            "name": "Director",
            "login": LOGIN,
            "group_ids": [Command.set(env.ref("base.group_user").ids)],
        }
    )
    env["kam.position"].create(
        {
            "user_id": director.id,
            "unit_id": unit.id,
            "role": "director",
            "date_from": fields.Date.subtract(company._kam_today(), years=1),
        }
    )
    customers = env["res.partner"].search(
        [("is_company", "=", True), ("name", "like", "Customer %7")], limit=COUNT, order="id"
    )
    for number, customer in enumerate(customers, 1):
        account = env["kam.account"]._get_or_create(customer, company)
        account._confirm_key("takeover", "Benchmark", unit, director)
        if not number % 50:
            show(f"{number} of {len(customers)} key accounts")
            env.flush_all()
