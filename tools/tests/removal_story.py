"""Uninstalls the addons and installs them again: ``python -m tools.tests.removal_story NAME FILE``.

Key accounts get credit tiers by requests that are filed; then ``kam_credit`` is uninstalled and
installed again, and at last both addons go. What there is to see after each step is written to FILE
as JSON; the tests judge it. The database NAME must be a fresh copy: it is not left as it was.
"""

import json
import sys
from contextlib import contextmanager
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

FORM = "kam.credit.change"
# login, unit, role
PEOPLE = (
    ("rep", "area", "representative"),
    ("supervisor", "area", "supervisor"),
    ("director", "headquarters", "director"),
    ("archivist", "headquarters", "archivist"),
    ("officer", "area", "credit_officer"),
    ("reviewer", "region", "credit_reviewer"),
    ("approver", "headquarters", "credit_approver"),
)
JOBS = ("ir_cron_kam_deadline", "ir_cron_kam_archive", "ir_cron_kam_candidate")
# what of ours can stay in a database beside rows of our own tables
NAMED_OBJECTS = """
    SELECT 'table ' || relname FROM pg_class
     WHERE relnamespace = current_schema::regnamespace AND relname ~ %(name)s
     UNION ALL
    SELECT 'function ' || proname FROM pg_proc
     WHERE pronamespace = current_schema::regnamespace AND proname ~ %(name)s
     UNION ALL
    SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ %(name)s
     UNION ALL
    SELECT 'constraint ' || conname FROM pg_constraint WHERE conname ~ %(name)s
     UNION ALL
    SELECT 'column ' || attrelid::regclass || '.' || attname FROM pg_attribute
     WHERE attnum > 0 AND NOT attisdropped AND attname ~ %(name)s
"""
# table and column that name a model or an addon
NAMING_ROWS = (
    ("ir_act_report_xml", "model"),
    ("ir_act_window", "res_model"),
    ("ir_attachment", "res_model"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("ir_model", "model"),
    ("ir_model_data", "module"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_sequence", "code"),
    ("ir_ui_view", "model"),
    ("mail_activity", "res_model"),
    ("mail_activity_type", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
)
# rows that nobody changes; of filed forms without what the job adds
FINAL_ROWS = """
    SELECT 'review ' || id || ' ' || md5(to_jsonb(kept)::text) FROM kam_approval_review AS kept
     WHERE state IN ('approved', 'returned', 'rejected')
     UNION ALL
    SELECT 'event ' || id || ' ' || md5(to_jsonb(kept)::text) FROM kam_account_event AS kept
     UNION ALL
    SELECT 'entry ' || id || ' ' || md5((to_jsonb(kept) - %(job)s)::text)
      FROM kam_archive_entry AS kept
"""
JOB_COLUMNS = ["pdf", "pdf_state", "pdf_checksum", "pdf_error", "write_date", "write_uid"]


class Story:
    """Plays the steps, and keeps what it sees."""

    def __init__(self, name):
        self.name = name
        self.seen = {}

    def play(self):
        """Play all steps.

        :return: what was seen after each: a dict of dicts
        """
        with self._environment() as env:
            self._make_organisation(env)
            self._make_requests(env)
            self.seen["before"] = self._look_at_forms(env)
        self._change_addon("kam_credit", "uninstall")
        jobs = self._run_jobs("kam_management")
        with self._environment() as env:
            looks = (self._look_at_forms, self._look_at_archive, self._look_for_rest)
            self.seen["removed"] = {"jobs": jobs}
            for look in looks:
                self.seen["removed"] |= look(env)
        self._change_addon("kam_credit", "install")
        with self._environment() as env:
            self.seen["back"] = self._request_again(env)
        jobs = self._run_jobs("kam_management", "kam_credit")
        with self._environment() as env:
            self.seen["back"] |= {"jobs": jobs, **self._look_at_forms(env)}
        self._change_addon("kam_management", "uninstall")
        with self._environment() as env:
            self.seen["nothing"] = {"objects": self._objects(env, "kam"), "rows": self._rows(env)}
        return self.seen

    @contextmanager
    def _environment(self):
        with Registry(self.name).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _change_addon(self, addon, change):
        with self._environment() as env:
            module = env["ir.module.module"].search([("name", "=", addon)])
            getattr(module, f"button_immediate_{change}")()

    def _run_jobs(self, *addons):
        """Run every job of addons; return what each answered: None, or how it failed."""
        with self._environment() as env:
            crons = env["ir.model.data"].search(
                [("model", "=", "ir.cron"), ("module", "in", addons)], order="name"
            )
            answers = {}
            for xmlid in crons.mapped("complete_name"):
                answer = env.ref(xmlid).method_direct_trigger()
                # a job that fails answers with what the web client shows
                answers[xmlid] = None if answer is True else answer["params"]["data"]["debug"]
        return answers

    # ------------------------------------------------------------------
    # the world
    # ------------------------------------------------------------------

    def _make_organisation(self, env):
        above = env["kam.unit"]
        for level in ("headquarters", "region", "area"):
            above = above.create({"name": level, "level": level, "parent_id": above.id})
        for login, _level, _role in PEOPLE:
            env["res.users"].create({"name": login, "login": login})
        self._give_positions(env, PEOPLE)

    def _give_positions(self, env, people):
        for login, level, role in people:
            unit = env["kam.unit"].search([("name", "=", level)])
            env["kam.position"].create(
                {
                    "user_id": self._user(env, login).id,
                    "unit_id": unit.id,
                    "role": role,
                    "date_from": "2020-01-01",
                }
            )

    def _make_requests(self, env):
        """Make an approved, a rejected and an open request, a downgrade, and things around them."""
        term = env["account.payment.term"].create({"name": "Term of the red list"})
        env["kam.credit.tier"].search([("code", "=", "red")]).payment_term_id = term
        approved = self._request(env, "Approved", raw=b"1")
        self._decide(approved, ("reviewer", "approve"), ("approver", "approve"))
        self._decide(self._request(env, "Rejected"), ("reviewer", "reject"))
        self._decide(self._request(env, "Open"), ("reviewer", "approve"))
        self._request(env, "Untouched", type="url", url="https://example.com")
        downgraded = self._account(env, "Downgraded").credit_profile_id
        downgraded.action_evaluate()
        downgraded._downgrade()
        self._account(env, "Asked").credit_profile_id._await_allocation()
        env["ir.filters"].create({"name": "Mine", "model_id": FORM})

    def _account(self, env, name):
        partner = env["res.partner"].create({"name": name, "is_company": True})
        account = env["kam.account"]._get_or_create(partner, env.company)
        unit = env["kam.unit"].search([("name", "=", "area")])
        account._confirm_key("takeover", "Listed", unit, self._user(env, "rep"))
        return account

    def _request(self, env, customer, **document):
        """Submit a request for the red list, with a document if its content is given."""
        officer = self._user(env, "officer")
        tiers = env["kam.credit.tier"].search([("company_id", "=", env.company.id)])
        change = (
            env[FORM]
            .with_user(officer)
            .create(
                {
                    "profile_id": self._account(env, customer).credit_profile_id.id,
                    "tier_to_id": tiers.filtered(lambda tier: tier.code == "red").id,
                    "justification": "Buys a lot",
                }
            )
        )
        if document:
            env["ir.attachment"].create(
                {"name": "Licence", "res_model": FORM, "res_id": change.id, **document}
            )
        change.action_submit()
        return change.sudo()

    def _decide(self, change, *decisions):
        for login, decision in decisions:
            change.env.invalidate_all()
            review = change.review_ids.filtered(lambda review: review.state == "pending")
            getattr(
                review.with_user(self._user(change.env, login)).with_context(lang="en_US"),
                f"action_{decision}",
            )("Seen")

    @staticmethod
    def _user(env, login):
        return env["res.users"].search([("login", "=", login)])

    # ------------------------------------------------------------------
    # what there is to see
    # ------------------------------------------------------------------

    def _look_at_forms(self, env):
        """Return what approvals and archive hold of all requests."""
        reviews = env["kam.approval.review"].search([("res_model", "=", FORM)], order="id")
        entries = env["kam.archive.entry"].search([("res_model", "=", FORM)], order="id")
        return {
            "reviews": [
                [review.res_id, review.state, review.cancel_reason, review.form_label]
                for review in reviews
            ],
            "entries": [[entry.res_id, entry.number, entry.pdf_state] for entry in entries],
            "final": self._fetch(env, FINAL_ROWS, job=JOB_COLUMNS),
            "asking": self._fetch(
                env,
                "SELECT code || ' ' || res_id FROM kam_deadline WHERE state = 'open'"
                " AND res_model LIKE 'kam.credit.%%' ORDER BY id",
            ),
        }

    def _look_at_archive(self, env):
        """Return what people still see of the requests that were filed."""
        entry = env["kam.archive.entry"].search([("res_model", "=", FORM)], order="id", limit=1)
        read = entry.with_user(self._user(env, "supervisor"))
        receipt = env.ref("kam_management.action_report_kam_archive_receipt")
        receipt_page = receipt.with_env(read.env)._render_qweb_html(receipt.id, entry.ids)[0]
        reviews = read.env["kam.approval.review"].search([])
        return {
            "roles_read": [row["role"] for row in reviews.web_read({"role": {}, "who": {}})],
            "readers": {
                login: entry.with_user(self._user(env, login)).search_count([])
                for login in ("supervisor", "director", "rep", "archivist")
            },
            "found_by_kind": read.search_count([("form_label", "ilike", "tier change")]),
            "page_shows_number": entry.number.encode() in read._get_page(),
            "receipt_shows_number": entry.number.encode() in receipt_page,
            "documents": [[kept.name, kept.raw.decode()] for kept in read.kept_document_ids],
            "decided": self._try_to_decide(env),
        }

    def _look_for_rest(self, env):
        """Return what is left of the addon."""
        approved = env["res.partner"].search([("name", "=", "Approved")])
        return {
            "objects": self._objects(env, "kam_credit"),
            "rows": self._rows(env, "kam.credit"),
            "columns": self._columns(env),
            "roles": sorted(set(env["kam.position"].search([]).mapped("role"))),
            "viewers": sorted(
                env["kam.unit"].search([("name", "=", "area")]).viewer_ids.mapped("login")
            ),
            "has_term": bool(approved.property_payment_term_id),
            "removed": {
                removed.model: removed.last_id for removed in env["kam.removed.model"].search([])
            },
        }

    def _request_again(self, env):
        """Let other customers request tiers; return what became of that and of the first ones."""
        # positions of the addon's roles went with it
        self._give_positions(env, [person for person in PEOPLE if "credit" in person[2]])
        first, second = self._request(env, "Newcomer"), self._request(env, "Latecomer")
        decided = self._try_to_decide(env)
        self._decide(first, ("reviewer", "approve"), ("approver", "approve"))
        return {
            "new": {
                change.number: [change.id, len(change.review_ids), len(change.archive_entry_ids)]
                for change in (first, second)
            },
            "tiers": [first.profile_id.tier_id.code, second.profile_id.tier_id.code],
            "decided": decided,
            "event_ids": first.profile_id.event_ids.ids,
            "timed": env["kam.credit.change.sla"].search([]).change_id.mapped("number"),
        }

    def _try_to_decide(self, env):
        """Let everybody try to decide the reviews that ended; return what they are told."""
        ended = env["kam.approval.review"].search([("cancel_reason", "!=", False)])
        told = set()
        for login in ("reviewer", "approver", "supervisor"):
            for review in ended.with_user(self._user(env, login)):
                try:
                    with env.cr.savepoint():
                        review.action_approve("Late")
                    told.add("decided")
                except (AccessError, UserError) as error:
                    told.add(str(error))
        return sorted(told)

    def _objects(self, env, name):
        return sorted(self._fetch(env, NAMED_OBJECTS, name=name))

    def _rows(self, env, name="kam"):
        """Return the rows of Odoo's tables that name something of ours: ``table: how many``."""
        pattern = name.replace(".", "[._]") + "%"
        found = {}
        for table, column in NAMING_ROWS:
            env.cr.execute(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s SIMILAR TO %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    pattern,
                )
            )
            (count,) = env.cr.fetchone()
            if count:
                found[f"{table}.{column}"] = count
        return found

    @staticmethod
    def _columns(env):
        """Return columns of tables of ours and of Odoo's that no field stands for."""
        unknown = []
        for model in ("res.partner", "res.company", "sale.order", "account.move", "kam.account"):
            table = env[model]._table
            env.cr.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            stored = {name for name, field in env[model]._fields.items() if field.store}
            unknown += [f"{table}.{name}" for (name,) in env.cr.fetchall() if name not in stored]
        return unknown

    @staticmethod
    def _fetch(env, query, **values):
        env.flush_all()
        env.cr.execute(query, values)
        return [row[0] for row in env.cr.fetchall()]


def main(database, path):
    """Play the story on a database and write what was seen."""
    config.parse_config(["-d", database, "--no-http", "--log-level=error"])
    seen = Story(database).play()
    Path(path).write_text(json.dumps(seen, default=str), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
