from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionLeaks(SuggestionCommon):
    """Whoever only took a suggestion in reads it, and nothing that it leads to."""

    def test_own_dialogs_only(self):
        """Every dialog that employees open is read and written by whoever opened it."""
        rules = self.env["ir.rule"].search([("domain_force", "like", "create_uid")])
        guarded = set(rules.mapped("model_id.model"))
        opened = self.env["ir.model.access"].search([("perm_create", "=", True)])
        for model in set(opened.mapped("model_id.model")):
            records = self.env.get(model)
            if records is not None and records._transient and model.startswith("kam.suggestion"):
                with self.subTest(model=model):
                    self.assertIn(model, guarded)

    def test_whoever_took_it_in_reads_it(self):
        suggestion = self._suggestion(user=self.rep_beijing)
        own = self.seen_by(self.rep_beijing, suggestion)
        self.assertTrue(own.has_access("read"))
        self.assertFalse(own.has_access("write"))
        self.assertFalse(own.class_id)
        self.assertFalse(own.manager_id)
        figures = self.env["kam.suggestion.figure"].with_user(self.rep_beijing)
        row = figures.search([("suggestion_id", "=", suggestion.id)])
        self.assertFalse(row.class_id)
        self.assertFalse(row.account_id)
        seen = self.seen_by(self.rep_shanghai, suggestion)
        self.assertEqual(seen.manager_id, self.rep_shanghai)

    def test_whose_account_it_is_is_told_to_those_who_see_it(self):
        """Read, searched, grouped, sorted or exported: for others it is as with no account."""
        hidden = self._suggestion(user=self.rep_beijing)
        own = self._suggestion(user=self.rep_beijing, partner=self.yard.partner_id)
        mill, yard = hidden.account_id, own.account_id
        model = self.suggestion_model.with_user(self.rep_beijing)
        both = self.seen_by(self.rep_beijing, own | hidden)
        self.assertEqual(
            [row["account_id"] for row in both.read(["account_id"])],
            [(yard.id, yard.display_name), False],
        )
        spec = {"account_id": {"fields": {"display_name": {}}}}
        self.assertFalse(both[1].web_read(spec)[0]["account_id"])
        for domain, expected in (
            ([("account_id", "=", mill.id)], ""),
            ([("account_id", "in", (mill | yard).ids)], "own"),
            ([("account_id", "!=", mill.id)], "both"),
            ([("account_id", "!=", yard.id)], "hidden"),
            ([("account_id", "=", False)], "hidden"),
            ([("account_id", "!=", False)], "own"),
            ([("account_id", "in", [False, yard.id])], "both"),
            ([("account_id", "not in", [False, mill.id])], "own"),
            ([("account_id.number", "=", mill.number)], ""),
            ([("account_id", "ilike", mill.display_name)], ""),
            (["!", ("account_id.number", "=", mill.number)], "both"),
        ):
            found = {"own": own, "hidden": hidden, "both": own | hidden, "": own.browse()}
            with self.subTest(domain=domain):
                self.assertEqual(model.search(domain), found[expected].sorted())
        groups = model.formatted_read_group([], ["account_id"], ["__count"])
        self.assertEqual(
            [(group["account_id"], group["__count"]) for group in groups],
            [((yard.id, yard.display_name), 1), (False, 1)],
        )
        paths = ["name", "account_id", "account_id/.id", "account_id/number"]
        self.rep_beijing.group_ids += self.env.ref("base.group_allow_export")
        rows = both.with_context(import_compat=False).export_data(paths)["datas"]
        self.assertEqual(rows[0], [own.name, yard.display_name, str(yard.id), yard.number or ""])
        self.assertEqual(rows[1], [hidden.name, "", "", ""])
        for order, expected in (
            ("account_id nulls first, id", hidden | own),
            ("account_id desc nulls last, id", own | hidden),
            ("account_id.id nulls last, id", own | hidden),
        ):
            with self.subTest(order=order):
                self.assertEqual(model.search([], order=order), expected)
        counted = model._read_group([], [], ["account_id:count_distinct", "account_id:recordset"])
        self.assertEqual(counted, [(1, yard.with_env(model.env))])
        # what a reader has read is known to the process as it is
        self.env.invalidate_all()
        self.assertTrue(both[1].name)
        self.assertEqual(both[1].sudo().account_id, mill)
        # who sees the account reads all of it
        seen = self.seen_by(self.rep_shanghai, hidden)
        self.assertEqual(seen.read(["account_id"])[0]["account_id"][0], mill.id)
        self.assertEqual(seen.search([("account_id", "=", mill.id)]), hidden)
        # the customer whom somebody typed stays
        self.assertEqual(both[1].partner_id, mill.partner_id)

    def test_who_leads_names_who_handles_it(self):
        suggestion = self._suggestion(user=self.rep_beijing)
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, suggestion).write({"author_id": self.rep_beijing.id})
        with self.assertRaises(AccessError):
            self._suggestion(user=self.rep_beijing, author_id=self.rep_beijing.id)
        team = self.rep_hangzhou
        self.mill.team_ids = [Command.create({"user_id": team.id, "duty": "after_sales"})]
        with self.assertRaises(AccessError):
            self.seen_by(team, suggestion).write({"author_id": team.id})
        self.seen_by(self.rep_shanghai, suggestion).write({"author_id": team.id})
        self.assertEqual(suggestion.author_id, team)

    def test_customers_and_strangers_handle_nothing(self):
        suggestion = self._suggestion()
        own = self.seen_by(self.rep_shanghai, suggestion)
        for user in (self.portal, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                own.write({"author_id": user.id})
        summary = self._asked()
        line = self.seen_by(self.clerk, summary.opinion_ids.line_ids)
        with self.assertRaises(ValidationError):
            line.write({"owner_id": self.portal.id})

    def test_departments_are_not_told_each_others_opinions(self):
        summary = self._summary()
        line = self.seen_by(self.manager_east, summary.line_ids)
        line.department_ids = [Command.link(self.finance.id)]
        self.submit(summary, self.manager_east)
        for department, member, said in (
            (self.dispatch, self.clerk, "Secret of dispatch"),
            (self.finance, self.auditor, "Secret of finance"),
        ):
            opinion = summary.opinion_ids.filtered(
                lambda each: each.department_id == department  # noqa: B023
            )
            own = self.seen_by(member, opinion)
            own.line_ids.write({"feasibility": "yes", "opinion": said})
            own.action_answer()
        self.env.flush_all()
        for member, hidden in ((self.clerk, "of finance"), (self.auditor, "of dispatch")):
            messages = self.env["mail.message"].with_user(member)
            found = messages.search([("body", "like", hidden)])
            with self.subTest(user=member.login):
                self.assertFalse(found)

    def test_texts_that_are_none(self):
        for vals in (
            {"contact_email": "not mail"},
            {"contact_name": "x\nBcc: q@q.q"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._suggestion(**vals)
        kinds = self.seen_by(self.administrator, self.kind)
        with self.assertRaises(ValidationError):
            kinds.write({"name": " "})

    def test_what_is_decided_keeps_its_promise(self):
        summary = self._decided()
        line, suggestion = summary.line_ids, summary.line_ids.suggestion_id
        promised = suggestion.date_promise
        later = self.company._kam_add_working_days(promised, 20)
        suggestion._write_process({"date_promise": later})
        self.assertEqual(line.date_promise, promised)
        self.assertEqual(suggestion.report_id.date_promise, promised)
