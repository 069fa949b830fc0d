"""Divides the rows of a file by the company that each belongs to, and makes companies."""

from dataclasses import dataclass

from odoo import Command

from ..kamdev.errors import Problem
from .parse import BadCell
from .plan import Books, make_plan


@dataclass
class Part:
    """The rows of one company: the environment and books they go to, and their plan."""

    env: object
    books: object
    plan: object
    is_new: bool


def divide(env, rows):
    """Plan the rows of each company; companies that are not there are made.

    :param env: an Odoo environment; the caller commits what is made, or rolls it back
    :param rows: the rows of the file; those that name no company belong to the environment's
    :return: a list of :class:`Part`, and the list of :class:`.parse.BadCell`
    :raises Problem: when a company lacks what is needed to book invoices
    """
    by_code = {}
    for row in rows:
        by_code.setdefault(row.company, []).append(row)
    found = _find(env, [code for code in by_code if code])
    bad = [
        _unfit(by_code[code][0], code, companies)
        for code, companies in found.items()
        if len(companies) > 1 or not all(companies.mapped("active"))
    ]
    if bad:
        return [], bad
    parts = []
    for code, own in by_code.items():
        is_new = bool(code) and not found.get(code)
        company = _make(env, code) if is_new else found[code] if code else env.company
        inside = env(context={**env.context, "allowed_company_ids": company.ids})
        books = Books.of(inside)
        parts.append(Part(inside, books, make_plan(inside, books, own), is_new))
    bad = [one for part in parts for one in part.plan.bad]
    return parts, sorted(bad, key=lambda one: one.line)


def _find(env, codes):
    """Return the companies by name, or else by their registered number."""
    model = env["res.company"].with_context(active_test=False)
    named = model.search([("name", "in", codes)]).grouped("name")
    registered = model.search([("company_registry", "in", codes)]).grouped("company_registry")
    return {code: named.get(code) or registered.get(code) or model for code in codes}


def _unfit(row, code, company):
    text = (
        f"{code} stands for {len(company)} companies: leave the number to one of them"
        if len(company) > 1
        else f"{code} is archived: restore the company, or name another one"
    )
    return BadCell(row.line, "company", text)


def _make(env, code):
    """Make a company that keeps its books as the environment's does, for its administrators."""
    model = env.company
    if not model.chart_template:
        raise Problem(
            f"{model.name} has no chart of accounts, which the company {code} would be given as "
            "well: choose a fiscal localization in the settings of Invoicing"
        )
    # Odoo would install what it has for the country meanwhile: that commits, half of the companies
    # made, and what the environment knows is gone.
    quiet = env["res.company"].with_context(chart_template_load=True)
    company = quiet.create(
        {"name": code, "currency_id": model.currency_id.id, "country_id": model.country_id.id}
    ).with_env(env)
    env["account.chart.template"].try_loading(model.chart_template, company, install_demo=False)
    administrators = env.ref("base.group_system").all_user_ids & model.user_ids
    administrators.write({"company_ids": [Command.link(company.id)]})
    return company
