"""Makes a database of a release with data, or looks at it after an upgrade.

``python -m tools.tests.upgrade_story before|after NAME FILE``, with the addons of the release or
the present ones in Odoo's configuration. What there is to see is written to FILE as JSON; the
tests judge it. ``before`` uses what every release has.
"""

import json
import sys
from datetime import datetime, time, timedelta, timezone
from pathlib import Path

from dateutil.relativedelta import MO, relativedelta

from odoo.fields import Command
from odoo.tools import SQL, config

from .removal_story import FORM, PEOPLE, Story

# rows of final facts: what of them an upgrade must not change
FACTS = {
    "events": "SELECT account_id || ' ' || kind || ' ' || date FROM kam_account_event ORDER BY id",
    "reviews": "SELECT res_id || ' ' || state || ' ' || coalesce(opinion, '')"
    " FROM kam_approval_review ORDER BY id",
    "entries": "SELECT number || ' ' || checksum FROM kam_archive_entry ORDER BY id",
    "accounts": "SELECT number || ' ' || state FROM kam_account ORDER BY id",
    "tiers": "SELECT profile.partner_id || ' ' || tier.code FROM kam_credit_profile AS profile"
    " JOIN kam_credit_tier AS tier ON tier.id = profile.tier_id ORDER BY profile.id",
    "meetings": "SELECT event.name || ' ' || event.start || ' ' || event.stop || ' '"
    " || coalesce(event.privacy, '') || ' ' || attendee.partner_id || ' ' || attendee.state"
    " FROM calendar_event AS event JOIN calendar_attendee AS attendee"
    " ON attendee.event_id = event.id ORDER BY event.id, attendee.id",
    "contacts": "SELECT contact.name || ' ' || contact.parent_id || ' ' || stakeholder.account_id"
    " FROM res_partner AS contact JOIN kam_stakeholder AS stakeholder"
    " ON stakeholder.partner_id = contact.id ORDER BY contact.id",
}
# what companies start with, and earlier versions did not give them
LATER_DEFAULTS = ("kam_risk_template", "kam_stakeholder_requirement")
MODELS_GIVEN = (
    "kam.approval.route",
    "kam.credit.tier",
    "kam.development.hint",
    "kam.development.letter.template",
    "kam.development.reason",
    "kam.handover.item",
    "kam.risk.template",
    "kam.stakeholder.requirement",
    "kam.suggestion.kind",
    "kam.visit.type",
)


class UpgradeStory(Story):
    """A company with accounts and requests for tiers, one of its people gone, and a branch."""

    def before(self):
        """Make the data.

        :return: what there is to see
        """
        with self._environment() as env:
            self._make_organisation(env)
            self._make_requests(env)
            self._make_meeting(env)
            env["res.company"].create({"name": "Branch", "parent_id": env.company.id})
            env["res.company"].create({"name": "Second"})
            self._user(env, "archivist").active = False
            tier = env["kam.credit.tier"].search(
                [("company_id", "=", env.company.id), ("code", "=", "red")]
            )
            tier.credit_limit = 4711
            env.flush_all()
            for table in LATER_DEFAULTS:
                env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
            return self._facts(env)

    def after(self):
        """Look at the data, and work with it.

        :return: what there is to see
        """
        jobs = self._run_jobs("kam_management", "kam_credit")
        with self._environment() as env:
            facts = self._facts(env)
            seen = {"jobs": jobs, **self._look_at_companies(env), **self._look_at_people(env)}
            entry = env["kam.archive.entry"].search([], order="id", limit=1)
            seen["page"] = entry.number.encode() in entry._get_page()
            screening = env["kam.screening"].with_user(self._user(env, "rep"))
            partner = env["res.partner"].create({"name": "Screened", "is_company": True})
            screening = screening.create({"partner_id": partner.id})
            screening.action_start()
            seen["indicators"] = len(screening.line_ids)
            change = env[FORM].search([("approval_state", "=", "in_review")], order="id", limit=1)
            self._decide(change, ("approver", "approve"))
            seen["decided"] = change.approval_state
            seen["visits"] = self._visit(env)
            seen["development"] = self._develop(env)
            seen["suggestion"] = self._suggest(env)
        return {**seen, "facts": facts}

    def _facts(self, env):
        return {name: self._fetch(env, query) for name, query in FACTS.items()}

    def _make_requests(self, env):
        approved = self._request(env, "Approved")
        self._decide(approved, ("reviewer", "approve"), ("approver", "approve"))
        self._decide(self._request(env, "Rejected"), ("reviewer", "reject"))
        self._decide(self._request(env, "Open"), ("reviewer", "approve"))

    def _make_meeting(self, env):
        """Let the representative meet somebody of the customer whose request was approved."""
        account = env["kam.account"].search([("partner_id.name", "=", "Approved")])
        contact = env["res.partner"].create(
            {"name": "Purchaser", "parent_id": account.partner_id.id}
        )
        env["kam.stakeholder"].create({"account_id": account.id, "partner_id": contact.id})
        people = contact | self._user(env, "rep").partner_id
        env["calendar.event"].create(
            {
                "name": "Talk",
                "start": "2026-03-02 02:00:00",
                "stop": "2026-03-02 03:00:00",
                "privacy": "private",
                "user_id": self._user(env, "rep").id,
                "partner_ids": [(6, 0, people.ids)],
            }
        )

    def _visit(self, env):
        """Plan and move a visit to the customer with whom there was a meeting.

        :return: what there is to see of it, and of the meeting
        """
        classes = env["kam.customer.class"].search([("company_id", "=", env.company.id)])
        account = env["kam.account"].search([("partner_id.name", "=", "Approved")])
        account.class_id = classes.filtered(lambda each: each.code == "A")
        # a working day, neither past nor too far ahead for a plan
        monday = datetime.combine(datetime.now(timezone.utc).date(), time(2)) + relativedelta(
            weeks=5, weekday=MO
        )
        visit = (
            env["kam.visit"]
            .with_user(self._user(env, "rep"))
            .create(
                {
                    "account_id": account.id,
                    "stakeholder_ids": [(6, 0, account.stakeholder_ids.ids)],
                    "date_start": monday,
                }
            )
        )
        visit.action_reschedule(monday + timedelta(days=1), reason="They are away")
        env.flush_all()
        meetings = env["calendar.event"].search([], order="start")
        return {
            "intervals": {each.code: each.visit_interval for each in classes},
            "meetings": [[str(meeting.start), meeting.privacy] for meeting in meetings],
            "of_visits": [bool(meeting.kam_visit_id) for meeting in meetings],
            "moved_to": str(visit.date_start),
            "due": env["kam.visit.due"].search_count([("account_id", "=", account.id)]),
        }

    def _develop(self, env):
        """Develop the customer who was visited, from the scheme to its approval.

        :return: what there is to see of it
        """
        account = env["kam.account"].search([("partner_id.name", "=", "Approved")])
        rep = self._user(env, "rep")
        development = (
            env["kam.development"]
            .with_user(rep)
            .create(
                {
                    "account_id": account.id,
                    "meaning": "A third of the target",
                    "own_strengths": "Depot next door",
                    "own_weaknesses": "Few references",
                    "development_risk": "Prices fall",
                    "advantage_ids": [
                        Command.create(
                            {
                                "kind_id": env.ref(
                                    "kam_management.development_advantage_transport_loss"
                                ).id,
                                "claim": "Nothing breaks",
                            }
                        )
                    ],
                }
            )
        )
        expected = development.forecast_ids.filtered(lambda line: line.scenario == "expected")
        expected.write({"sales": 1000, "margin": 300})
        development.action_submit()
        self._decide(development, ("supervisor", "approve"), ("director", "approve"))
        kinds = env["ir.model.data"].search(
            [("model", "=", "kam.account.cost.kind"), ("module", "=", "kam_management")]
        )
        return {
            "states": [development.state, development.approval_state],
            "filed": development.archive_count,
            "cost_items": {
                kind.name: env["kam.account.cost.kind"].browse(kind.res_id).forecast_item
                for kind in kinds
            },
        }

    def _suggest(self, env):
        """Take in a suggestion of that customer.

        :return: what there is to see of it
        """
        account = env["kam.account"].search([("partner_id.name", "=", "Approved")])
        # the first takes what nobody has classified
        kinds = env["kam.suggestion.kind"].search([("company_id", "=", env.company.id)])
        suggestions = env["kam.suggestion"].with_user(self._user(env, "rep"))
        suggestion = suggestions.create(
            {
                "partner_id": account.partner_id.id,
                "name": "Delivery notes by mail",
                "description": "We want delivery notes by mail",
                "kind_id": kinds[-1].id,
            }
        )
        suggestion.action_accept()
        env.flush_all()
        return {
            "account": suggestion.account_id == account,
            "duties": len(suggestion.open_deadline_ids) > 0,
        }

    def _look_at_companies(self, env):
        companies = env["res.company"].search([], order="id")
        red = env["kam.credit.tier"].search(
            [("company_id", "=", env.company.id), ("code", "=", "red")]
        )
        rules = env["ir.rule"].search([("domain_force", "like", "company_ids")])
        own = rules.filtered(lambda rule: rule.model_id.model.startswith("kam."))
        return {
            "given": {
                company.name: [
                    model
                    for model in MODELS_GIVEN
                    if env[model].search_count([("company_id", "=", company.id)])
                ]
                for company in companies
            },
            "limit": red.credit_limit,
            "closed_to_branches": own.filtered(
                lambda rule: "parent_of" not in rule.domain_force
            ).mapped("name"),
            # what belongs to all forms of credit, and spoke of tier changes only
            "of_one_form": own.search([("domain_force", "like", "'kam.credit.change'")]).mapped(
                "name"
            ),
            "versions": {
                module.name: module.latest_version
                for module in env["ir.module.module"].search([("name", "like", "kam\\_%")])
            },
        }

    def _look_at_people(self, env):
        return {
            "holders": {
                login: env["kam.position"].search_count(
                    [("user_id.login", "=", login), ("is_current", "=", True)]
                )
                for login, _level, _role in PEOPLE
            }
        }


def main(part, database, path):
    """Play a part of the story on a database and write what was seen."""
    config.parse_config(["-d", database, "--no-http", "--log-level=error"])
    seen = getattr(UpgradeStory(database), part)()
    Path(path).write_text(json.dumps(seen, default=str), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
