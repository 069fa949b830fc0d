from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import TODAY, day
from .common import KamCreditExposureCommon


@tagged("post_install", "-at_install")
class TestKamCreditExposureProfile(RightsAssertions, KamCreditExposureCommon):
    """What lists show of an exposure, what the page shows now, and what stands behind it."""

    def setUp(self):
        super().setUp()
        self.owe(400)
        self.receive(self.customer, 50)
        self.sold = self.order(700)

    def run_job(self):
        """Run the job as the scheduler does."""
        cron = self.env.ref("kam_credit.ir_cron_kam_credit_exposure").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def kept(self, profile=None):
        profile = profile or self.acme
        return (
            profile.exposure,
            profile.exposure_receivables,
            profile.exposure_orders,
            profile.exposure_drafts,
            profile.exposure_available,
            profile.is_over_limit,
        )

    def test_kept_and_now(self):
        self.assertFalse(self.acme.date_exposure)
        # once with figures that differ, once with the same
        for _number in range(2):
            self.acme.with_user(self.supervisor).action_refresh_exposure()
            self.assertEqual(self.kept(), (1050, 350, 700, 0, -50, True))
        self.assertEqual(self.acme.exposure_share, 1.05)
        self.receive(self.customer, 200)
        self.env.invalidate_all()
        seen = self.acme.with_user(self.supervisor)
        self.assertEqual(self.kept(), (1050, 350, 700, 0, -50, True))
        self.assertEqual(
            (seen.exposure_now, seen.receivables_now, seen.orders_now, seen.available_now),
            (850, 150, 700, 150),
        )
        self.assertEqual((seen.overdue_now, seen.drafts_now), (400, 0))
        self.assertFalse(seen.is_over_limit_now)
        self.assertEqual(seen.binding_source, "tier")

    def test_without_a_limit_nothing_is_over(self):
        self.red.has_unlimited_credit = True
        self.acme._refresh_exposure()
        self.assertEqual(self.kept(), (1050, 350, 700, 0, 0, False))
        self.assertFalse(self.acme.is_exposure_limited)
        self.red.write({"has_unlimited_credit": False, "credit_limit": 0})
        self.acme._refresh_exposure()
        self.assertEqual(self.kept(), (1050, 350, 700, 0, -1050, True))

    def test_filters(self):
        profiles = self.root["kam.credit.profile"]
        mine = [("id", "=", self.acme.id)]
        for limit, over, nearly in ((1000, 1, 1), (1050, 0, 1), (1166, 0, 1), (1167, 0, 0)):
            self.red.credit_limit = limit
            self.acme._refresh_exposure()
            with self.subTest(limit=limit):
                for name, expected in (("is_over_limit", over), ("is_nearly_used", nearly)):
                    found = profiles.search_count([*mine, (name, "=", True)])
                    self.assertEqual(found, expected, name)
                    self.assertEqual(self.acme[name], bool(expected))
                    not_found = profiles.search_count([*mine, (name, "=", False)])
                    self.assertEqual(not_found, 1 - expected, name)

    def test_the_job(self):
        other = self.make_customer("Other")
        self.make_key(other, tier=self.red)
        self.run_job()
        self.assertEqual(self.kept(), (1050, 350, 700, 0, -50, True))
        other = self.profile(other)
        self.assertEqual(self.kept(other), (0, 0, 0, 0, 1000, False))
        first = self.acme.date_exposure
        self.assertEqual(other.date_exposure, first)
        self.receive(self.customer, 50)
        # computed a moment ago
        self.run_job()
        self.assertEqual(self.acme.exposure, 1050)
        with self.at(0, hour=11):
            self.run_job()
            self.assertEqual(self.acme.exposure, 1000)
            for profile in self.acme | other:
                self.assertEqual(profile.date_exposure, first + timedelta(hours=1))

    def test_the_job_writes_what_differs(self):
        partners = [self.make_customer(f"Many {index}") for index in range(8)]
        for partner in partners:
            self.make_key(partner, tier=self.red)
        profiles = self.root["kam.credit.profile"].search(
            [("partner_id", "in", [partner.id for partner in partners])]
        )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._refresh_exposure()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        profiles._refresh_exposure()
        self.assertEqual(count(profiles[:2]), count(profiles))

    def test_nobody_writes_it(self):
        with self.assertRaises(UserError):
            self.acme.exposure = 5
        with self.assertRaises(UserError):
            self.acme.is_over_limit = True

    def test_who_asks(self):
        for user in (self.representative, self.south_supervisor, self.accountant, self.clerk):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.acme.with_user(user).action_refresh_exposure()
                with self.assertRaises(AccessError):
                    self.acme.with_user(user).action_open_exposure()

    # ------------------------------------------------------------------
    # what stands behind it
    # ------------------------------------------------------------------

    def rows(self, user=None, model="kam.credit.exposure.item", **context):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.root[model].with_context(allowed_company_ids=self.company.ids, **context)
        return rows.with_user(user) if user else rows

    def test_rows_add_up_to_the_exposure(self):
        draft = self.bill(self.order(30), post=False)
        draft.invoice_line_ids.price_unit = 33
        self.root["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "journal_id": self.journal("sale").id,
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 5, "tax_ids": []})],
            }
        )
        found = self.exposure()
        action = self.acme.with_user(self.supervisor).action_open_exposure()
        rows = self.rows(self.supervisor, **action["context"]).search(action["domain"])
        by_kind = {
            kind: sum(items.mapped("amount")) for kind, items in rows.grouped("kind").items()
        }
        self.assertEqual(
            by_kind,
            {
                "item": float(found.receivables),
                "order": float(found.orders),
                "draft": float(found.drafts),
            },
        )
        self.assertEqual(found.drafts, 5)
        overdue = rows.filtered("is_overdue")
        self.assertEqual(sum(overdue.mapped("amount")), found.overdue)
        self.assertEqual(overdue.days_late, 40)
        self.assertEqual(rows.browse(rows.ids).exists(), rows)
        order = rows.filtered(lambda row: row.order_id == self.sold)
        self.assertEqual(order.document_name, self.sold.name)
        self.assertEqual(order.action_open_document()["res_id"], self.sold.id)
        for kind in ("receivables", "orders", "drafts"):
            action = getattr(self.acme, f"action_open_{kind}")()
            self.assertEqual(action["domain"], [("profile_id", "=", self.acme.id)])

    def test_rights_per_role(self):
        for model in ("kam.credit.exposure.item", "kam.credit.ageing"):
            mine = [("profile_id", "=", self.acme.id)]
            hidden = self.rows(model=model).search(mine)
            self.assertTrue(hidden)
            for user, sees in (
                (self.supervisor, True),
                (self.credit_officer, True),
                (self.credit_reviewer, True),
                (self.credit_approver, True),
                (self.credit_admin, True),
                (self.south_supervisor, False),
                (self.representative, None),
                (self.clerk, None),
            ):
                with self.subTest(model=model, user=user.login):
                    rows = self.rows(user, model)
                    if sees is None:
                        with self.assertRaises(AccessError):
                            rows.search(mine)
                        continue
                    self.assertEqual(bool(rows.search(mine)), sees)
                    narrowed = rows.with_context(kam_credit_profile_id=self.acme.id)
                    self.assertEqual(bool(narrowed.search([])), sees)
                    with self.assertRaises(AccessError):
                        rows.browse(hidden.ids[:1]).write({"document_name": "x"})

    def test_what_a_group_uses_is_told_to_those_who_see_it_whole(self):
        south = self.make_customer("Southern")
        self.make_key(south, tier=self.red, unit=self.south_area)
        self.owe(80, partner=south)
        group = self.root["kam.credit.group"].create(
            {
                "name": "Family",
                "company_id": self.company.id,
                "credit_limit": 1200,
                "reason": "One owner",
            }
        )
        group.change("One owner", added_ids=[self.acme.id, self.profile(south).id])
        self.env.flush_all()
        self.env.invalidate_all()
        for user, whole in ((self.credit_approver, True), (self.supervisor, False)):
            seen = group.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(seen.is_seen_whole, whole)
                self.assertEqual(seen.exposure_now, 1130 if whole else 0)
                self.assertEqual(seen.available_now, 70 if whole else 0)
                self.assertEqual(bool(seen.use_note), whole)
        [first, second] = group.with_user(self.credit_approver).use_note.split("\n")
        self.assertRegex(first, "Acme.*1,050.00.*88%")
        self.assertRegex(second, "Southern.*80.00.*7%")
        # nobody learns it by way of a customer either
        acme = self.acme
        self.assertTrue(acme.with_user(self.credit_approver).group_use_note)
        self.assertFalse(acme.with_user(self.supervisor).group_use_note)

    def test_lists_show_the_limit_that_binds(self):
        sister = self.make_customer("Sister")
        self.make_key(sister, tier=self.red)
        self.owe(80, partner=sister)
        sister = self.profile(sister)
        group = self.root["kam.credit.group"].create(
            {
                "name": "Family",
                "company_id": self.company.id,
                "credit_limit": 1200,
                "reason": "One owner",
            }
        )
        group.change("One owner", added_ids=[self.acme.id, sister.id])
        (self.acme | sister)._refresh_exposure()
        # 1000 of the tier are exceeded by 50, of the 1200 of the group 70 are left
        for profile, expected in (
            (self.acme, ("tier", 1000, -50)),
            (sister, ("group", 1200, 70)),
        ):
            with self.subTest(customer=profile.display_name):
                self.assertEqual(
                    (
                        profile.exposure_source,
                        profile.exposure_limit,
                        profile.exposure_available,
                    ),
                    expected,
                )

    def test_dialog_that_releases(self):
        action = self.sold.action_open_release_rest()
        dialog = (
            self.root["kam.credit.order.release"]
            .with_context(**action["context"])
            .create({"reason": " "})
        )
        with self.assertRaises(UserError):
            dialog.action_apply()
        dialog.reason = "Stopped"
        dialog.action_apply()
        self.assertTrue(self.sold.kam_credit_released_rest)

    def test_register(self):
        self.acme._refresh_exposure()
        report = self.root["ir.actions.report"].with_user(self.supervisor)
        content, kind = report._render_xlsx(
            "kam_credit.report_kam_credit_exposure_xlsx", self.acme.ids, {}
        )
        self.assertEqual(kind, "xlsx")
        self.assertIn("1050", self.numbers_of(content))
        with self.assertRaises(AccessError):
            report.with_user(self.clerk)._render_xlsx(
                "kam_credit.report_kam_credit_exposure_xlsx", self.acme.ids, {}
            )

    @staticmethod
    def numbers_of(content):
        """Return the values of the first sheet of a workbook."""
        import io
        import re
        import zipfile

        sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
        return re.findall(r"<v>([^<]*)</v>", sheet)

    # ------------------------------------------------------------------
    # ageing
    # ------------------------------------------------------------------

    def ages(self, offset=None):
        """Return ``{bucket: amount}`` of the customer as of a day, today by default."""
        context = {} if offset is None else {"kam_credit_as_of": str(day(offset))}
        rows = self.rows(self.supervisor, "kam.credit.ageing", **context).search(
            [("profile_id", "=", self.acme.id)]
        )
        found = {}
        for row in rows:
            found[row.bucket] = found.get(row.bucket, 0) + row.amount
            self.assertEqual(row[f"amount_{row.bucket}"], row.amount)
        return found

    def test_ageing_by_hand(self):
        self.assertEqual(self.ages(), {"days_60": 400, "credit": -50})
        # invoiced 70 days ago, due 40 days ago
        self.assertEqual(self.ages(-71), {})
        self.assertEqual(self.ages(-70), {"not_due": 400})
        self.assertEqual(self.ages(-40), {"not_due": 400})
        self.assertEqual(self.ages(-39), {"days_30": 400})
        self.assertEqual(self.ages(20), {"days_60": 400, "credit": -50})
        self.assertEqual(self.ages(50), {"days_90": 400, "credit": -50})
        self.assertEqual(self.ages(51), {"over_90": 400, "credit": -50})

    def test_what_was_paid_later_was_open(self):
        invoice = self.owe(100, due=day(-20))
        self.pay(invoice, 30, on=day(-10))
        self.pay(invoice, 70, on=day(-5))
        self.credit_note(self.owe(60, due=day(-20)), 60, on=day(-2))
        for offset, expected in ((-11, 160), (-10, 130), (-5, 60), (-3, 60), (-2, 0)):
            with self.subTest(offset=offset):
                self.assertEqual(
                    self.ages(offset).get("days_30", 0), expected + 400 * (offset < -9)
                )

    def test_disputed_items_stand_in_their_age(self):
        line = self.open_lines(self.owe(10, due=day(-100)))
        self.dispute(line)
        rows = self.rows(self.supervisor, "kam.credit.ageing").search(
            [("profile_id", "=", self.acme.id)]
        )
        self.assertEqual(sum(rows.mapped("amount_disputed")), 10)
        self.assertEqual(sum(rows.mapped("amount_over_90")), 10)

    def test_ages_stand_in_their_order(self):
        for offset in (-100, -80, -10, 20):
            self.owe(10, due=day(offset))
        rows = self.rows(self.supervisor, "kam.credit.ageing")
        ages = ["not_due", "days_30", "days_60", "days_90", "over_90", "credit"]
        for order, expected in ((None, ages), ("bucket", ages), ("bucket desc", ages[::-1])):
            with self.subTest(order=order):
                groups = rows.formatted_read_group(
                    [("profile_id", "=", self.acme.id)], ["bucket"], ["amount:sum"], order=order
                )
                self.assertEqual([group["bucket"] for group in groups], expected)
        # as the pivot asks
        [_all, by_age] = rows.formatted_read_grouping_sets(
            [("profile_id", "=", self.acme.id)], [[], ["bucket"]], ["amount:sum"]
        )
        self.assertEqual([group["bucket"] for group in by_age], ages)

    def test_day_that_is_none(self):
        with self.assertRaisesRegex(UserError, "YYYY-MM-DD"):
            self.rows(model="kam.credit.ageing", kam_credit_as_of="yesterday").search([])

    def test_dialog_and_workbook(self):
        asked = (
            self.root["kam.credit.ageing.ask"]
            .with_user(self.supervisor)
            .create({"date": TODAY, "tier_ids": [(6, 0, self.red.ids)]})
        )
        action = asked.action_open()
        rows = self.rows(self.supervisor, "kam.credit.ageing", **action["context"])
        found = rows.search(action["domain"])
        self.assertEqual(sum(found.mapped("amount")), 350)
        self.assertEqual(
            rows.formatted_read_group([], ["partner_id"], ["amount:sum"])[0]["amount:sum"], 350
        )
        report = self.root["ir.actions.report"].with_user(self.supervisor)
        name = "kam_credit.report_kam_credit_ageing_xlsx"
        content, _kind = report._render_xlsx(name, asked.ids, {})
        numbers = self.numbers_of(content)
        for expected in ("400", "-50", "350"):
            self.assertIn(expected, numbers)
        # of the only customer, and of all
        self.assertEqual(numbers.count("350"), 2)
        with self.assertRaises(UserError):
            report._render_xlsx(name, [], {})
        with self.assertRaises(AccessError):
            report.with_user(self.south_supervisor)._render_xlsx(name, asked.ids, {})

    def test_who_is_over_the_limit_is_one_statement(self):
        """Sorting by an amount reads no company where only one is chosen."""
        profiles = self.root["kam.credit.profile"].with_context(
            allowed_company_ids=self.company.ids
        )
        asked = [("is_over_limit", "=", True), ("company_id", "=", self.company.id)]
        profiles.search(asked, limit=80)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            profiles.search(asked, limit=80)
