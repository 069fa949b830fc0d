from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urljoin

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..world import NOW, TODAY
from .common import KamCreditUseCommon

FORM = {
    "display_name": {},
    "tier_id": {"fields": {"display_name": {}}},
    "fulfilment_rate": {},
    "event_ids": {"fields": {"kind": {}, "reason": {}}},
}


@tagged("post_install", "-at_install")
class TestKamCreditUseLog(KamCreditUseCommon, HttpCase):
    """Opening, exporting and printing what tells of credit leaves a row; lists do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export").sudo()
        cls.supervisor.sudo().write({"group_ids": [Command.link(export.id)]})
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.seen = self.root["kam.credit.opening"].search([])

    def rows(self):
        """Return the rows that came since the test began, the first one first."""
        return (self.root["kam.credit.opening"].search([], order="id") - self.seen).sorted("id")

    def told(self):
        """Return what the new rows say."""
        return [
            (row.user_id, row.how, row.through, row.profile_id, row.res_model)
            for row in self.rows()
        ]

    def mine(self, user=None):
        self.env.invalidate_all()
        return self.acme.with_user(user or self.supervisor).sudo(False)

    def next_request(self):
        """Forget what this request has noted already."""
        self.cr.precommit.data.pop("kam.credit.opening", None)

    # ------------------------------------------------------------------
    # opened
    # ------------------------------------------------------------------

    def test_a_form_that_is_opened(self):
        self.mine().web_read(FORM)
        row = self.rows()
        self.assertEqual(
            self.told(), [(self.supervisor, "open", "form", self.acme, "kam.credit.profile")]
        )
        self.assertEqual((row.res_id, row.document_name), (self.acme.id, "Acme"))
        self.assertEqual((row.date, row.company_id), (NOW, self.company))
        self.assertEqual(row.kind_label, "Credit Profile")

    def test_forms_of_credit(self):
        change = self.root["kam.credit.change"].create(
            {"profile_id": self.acme.id, "tier_to_id": self.tiers["black"].id}
        )
        measure = self.measure()
        self.next_request()
        for form, name in ((change, "justification"), (measure, "content")):
            form.with_user(self.supervisor).sudo(False).web_read({"number": {}, name: {}})
        self.assertEqual(
            [(row.res_model, row.res_id, row.profile_id) for row in self.rows()],
            [(form._name, form.id, self.acme) for form in (change, measure)],
        )

    def test_another_program(self):
        self.mine().read(["fulfilment_rate"])
        self.mine().read()
        self.assertEqual([row.through for row in self.rows()], ["program"])

    def test_lists_are_no_openings(self):
        profiles = self.env["kam.credit.profile"].with_user(self.supervisor)
        profiles.web_search_read([("id", "=", self.acme.id)], FORM)
        profiles.search_read([("id", "=", self.acme.id)], ["fulfilment_rate"])
        profiles.web_read_group([], ["tier_id"], ["__count"], unfold_read_specification=FORM)
        profiles.web_read_group(
            [], ["tier_id"], ["__count"], auto_unfold=True, unfold_read_specification=FORM
        )
        profiles.search([("id", "=", self.acme.id)]).mapped("fulfilment_rate")
        (self.mine() | self.southern.with_user(self.director).sudo(False)).with_user(
            self.director
        ).read(["fulfilment_rate"])
        self.env["kam.credit.event"].with_user(self.supervisor).search([], limit=1).read()
        self.assertFalse(self.rows())

    def test_whose_it_is_is_no_secret(self):
        self.mine().web_read({"display_name": {}, "partner_id": {}, "message_ids": {}})
        self.mine().read(["display_name", "unit_id"])
        self.assertFalse(self.rows())

    def test_the_system_is_nobody(self):
        self.acme.sudo().read(["fulfilment_rate"])
        self.assertFalse(self.rows())

    def test_what_is_refused_leaves_nothing(self):
        with self.assertRaises(AccessError):
            self.mine(self.south_supervisor).web_read(FORM)
        self.assertFalse(self.rows())

    def test_open_still(self):
        self.mine().web_read(FORM)
        for minutes, count in ((5, 1), (9, 1), (11, 2)):
            self.next_request()
            with freeze_time(NOW + timedelta(minutes=minutes)):
                self.mine().web_read(FORM)
                self.mine().web_read(FORM)
            self.assertEqual(len(self.rows()), count, f"after {minutes} minutes")
        self.next_request()
        with freeze_time(NOW + timedelta(minutes=11)):
            self.mine(self.director).web_read(FORM)
        self.assertEqual(self.rows().user_id, self.supervisor | self.director)

    @mute_logger("odoo.http")
    def test_over_http_on_a_cursor_that_cannot_write(self):
        """The web client reads on a cursor for reading: the row is written all the same."""
        self.env.flush_all()
        self.authenticate(self.supervisor.login, self.supervisor.login)
        for method, arguments in (("web_read", [FORM]), ("read", [["credit_limit"]])):
            answer = self.opener.post(
                urljoin(self.base_url(), f"/web/dataset/call_kw/kam.credit.profile/{method}"),
                json={
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": "kam.credit.profile",
                        "method": method,
                        "args": [self.acme.ids, *arguments],
                        "kwargs": {},
                    },
                },
                timeout=60,
            ).json()
            self.assertEqual(answer["result"][0]["id"], self.acme.id)
        self.env.invalidate_all()
        # the second within ten minutes is the same opening
        self.assertEqual(
            self.told(), [(self.supervisor, "open", "form", self.acme, "kam.credit.profile")]
        )

    def test_asked_to_be_repeated(self):
        self.mine()
        profiles = self.env["kam.credit.profile"].with_user(self.supervisor)
        with patch.object(type(self.cr), "readonly", True):
            with self.assertRaises(psycopg2.errors.ReadOnlySqlTransaction):
                self.mine().web_read(FORM)
            # what leaves no row is read there
            self.assertTrue(profiles.web_search_read([], {"fulfilment_rate": {}})["records"])

    # ------------------------------------------------------------------
    # exported
    # ------------------------------------------------------------------

    def test_exported(self):
        found = self.env["kam.credit.profile"].with_user(self.director).search([])
        self.director.sudo().write(
            {"group_ids": [Command.link(self.env.ref("base.group_allow_export").id)]}
        )
        found.export_data(["partner_id", "fulfilment_rate"])
        self.assertEqual(
            {(row.user_id, row.how, row.through, row.profile_id) for row in self.rows()},
            {(self.director, "export", "file", profile.sudo()) for profile in found},
        )

    def test_rows_behind_the_figures(self):
        events = self.env["kam.credit.event"].with_user(self.supervisor).search([])
        self.assertTrue(events)
        events.export_data(["reason", "credit_limit"])
        row = self.rows()
        self.assertEqual((row.profile_id, row.row_count), (self.acme, len(events)))
        self.assertFalse(row.res_id)

    def test_figures_of_another_day(self):
        simulation = (
            self.env["kam.credit.simulation"].with_user(self.supervisor).create({"as_of": TODAY})
        )
        lines = (
            self.env["kam.credit.simulation.line"]
            .with_user(self.supervisor)
            .create(
                [
                    {"simulation_id": simulation.id, "partner_id": self.customer.id},
                    {"simulation_id": simulation.id, "partner_id": self.clerk.partner_id.id},
                ]
            )
        )
        lines.export_data(["partner_id", "transaction_amount"])
        self.assertEqual(
            self.told(),
            [(self.supervisor, "export", "file", self.acme, "kam.credit.simulation.line")],
        )

    def test_exported_by_a_path_of_others(self):
        partner = self.customer.with_user(self.supervisor).sudo(False)
        names = [
            name
            for name, field in partner._fields.items()
            if field.comodel_name == "kam.credit.profile"
        ]
        self.assertTrue(names)
        partner.export_data(["name", f"{names[0]}/credit_limit"])
        self.assertEqual(
            [(row.how, row.profile_id) for row in self.rows()], [("export", self.acme)]
        )

    def test_names_are_no_export(self):
        self.mine().export_data(["partner_id", "id"])
        self.assertFalse(self.rows())

    # ------------------------------------------------------------------
    # printed
    # ------------------------------------------------------------------

    def test_printed(self):
        measure = self.measure()
        report = "kam_credit.report_kam_credit_measure"
        self.next_request()
        reports = self.env["ir.actions.report"].with_user(self.supervisor)
        reports._render_qweb_html(report, measure.ids)
        row = self.rows()
        self.assertEqual(
            self.told(), [(self.supervisor, "print", "paper", self.acme, "kam.credit.measure")]
        )
        self.assertEqual((row.res_id, row.report_name), (measure.id, report))
        self.assertEqual(row.report_label, "Individual Measure")
        with self.assertRaises(AccessError):
            reports.with_user(self.south_supervisor)._render_qweb_html(report, measure.ids)
        self.assertEqual(self.rows(), row)

    def test_filing_is_no_print(self):
        measure = self.submitted()
        self.review(measure, self.north_manager).action_approve("Agreed")
        self.assertTrue(measure.archive_count)
        self.assertFalse(self.rows().filtered(lambda row: row.how == "print"))

    def test_registers(self):
        for _number in range(3):
            self.measure()
        reports = self.env["ir.actions.report"].with_user(self.supervisor)
        reports._render_xlsx("kam_credit.report_kam_credit_measure_xlsx", [], {})
        row = self.rows().filtered(lambda row: row.how == "print")
        self.assertEqual((row.through, row.profile_id, row.row_count), ("workbook", self.acme, 3))

    # ------------------------------------------------------------------
    # the log itself
    # ------------------------------------------------------------------

    def test_who_reads_it(self):
        self.mine().web_read(FORM)
        row = self.rows()
        everybody = self.readers | self.south_supervisor | self.outsiders
        self.assertRights(
            row,
            {
                self.credit_admin | self.credit_approver: "r",
                everybody - self.credit_approver: "",
            },
        )
        regional = self.make_user("regional", self.south, "credit_approver")
        self.assertRights(row, {regional: ""})
        self.assertRights("kam.credit.opening", {regional: "r"})

    def test_nobody_writes_it(self):
        self.mine().web_read(FORM)
        row = self.rows()
        vals = {
            "profile_id": self.acme.id,
            "company_id": self.company.id,
            "user_id": self.supervisor.id,
            "how": "open",
            "through": "form",
            "res_model": "kam.credit.profile",
            "row_count": 1,
        }
        for user in self.credit_admin | self.credit_approver | self.env.ref("base.user_root"):
            log = row.with_user(user).sudo(user.id == self.env.ref("base.user_root").id)
            for attempt in (
                lambda log=log: log.write({"how": "print"}),
                lambda log=log: log.unlink(),
                lambda log=log: log.create(vals),
                lambda log=log: log.copy(),
            ):
                with (
                    self.subTest(user=user.login),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    attempt()
        for statement in (
            "UPDATE kam_credit_opening SET how = 'print'",
            "DELETE FROM kam_credit_opening",
        ):
            with (
                self.subTest(statement=statement),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)
        self.assertEqual(self.rows(), row)

    def test_nobody_switches_it_off(self):
        context = {"kam_credit_is_part": True, "tracking_disable": True, "prefetch_fields": False}
        self.mine().with_context(**context).web_read(FORM)
        self.assertEqual(len(self.rows()), 1)

    def test_queries_do_not_grow(self):
        """An export of many rows of one customer is noted by as many statements as one of few."""

        def count(events):
            self.next_request()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            events._log_use("export", "file")
            return self.cr.sql_log_count - before

        for _number in range(9):
            self.root["kam.credit.event"]._record(self.acme, "limited", "Agreed")
        events = self.env["kam.credit.event"].with_user(self.supervisor).search([])
        count(events[:2])
        self.assertEqual(count(events[:10]), count(events[:2]))
