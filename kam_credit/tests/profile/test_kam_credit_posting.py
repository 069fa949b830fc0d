from datetime import timedelta

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import TODAY, KamCreditCommon, day


class KamCreditPostingCommon(KamCreditCommon):
    """Acme (North One) holds the red list, Southern (South One) the black one; Plain is a key
    account without a tier, Nobody no key account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.southern, cls.plain, cls.nobody = (
            cls.make_customer(name) for name in ("Southern", "Plain", "Nobody")
        )
        cls.make_key(cls.customer, tier=cls.tiers["red"])
        cls.make_key(cls.southern, tier=cls.tiers["black"], unit=cls.south_area)
        cls.make_key(cls.plain)
        cls.acme = cls.profile(cls.customer)
        # whoever keeps invoices or sells, and may export
        for user, group in (
            (cls.supervisor, "account.group_account_manager"),
            (cls.south_supervisor, "account.group_account_manager"),
            (cls.representative, "account.group_account_readonly"),
            (cls.credit_admin, "account.group_account_manager"),
        ):
            user.group_ids = [Command.link(cls.env.ref(group).id)]
        for user in cls.supervisor | cls.south_supervisor | cls.representative | cls.accountant:
            user.group_ids = [
                Command.link(cls.env.ref("base.group_allow_export").id),
                Command.link(cls.env.ref("sales_team.group_sale_salesman_all_leads").id),
            ]
        cls.env.flush_all()

    def remembered(self, moves):
        """Return the tiers remembered of invoices, oldest first."""
        rows = self.root["kam.credit.posting"].search([("move_id", "in", moves.ids)], order="id")
        return [row.tier_id.code for row in rows]

    def draft(self, partner, **vals):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": 10, "tax_ids": []})
                ],
                **vals,
            }
        )

    def as_seen_by(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)


@tagged("post_install", "-at_install")
class TestKamCreditPosting(KamCreditPostingCommon):
    """A posted invoice remembers the tier it was posted under."""

    def test_remembers_the_tier(self):
        invoice = self.draft(self.customer)
        self.assertEqual(self.remembered(invoice), [])
        invoice.with_user(self.accountant).action_post()
        row = self.root["kam.credit.posting"].search([("move_id", "=", invoice.id)])
        self.assertEqual((row.tier_id, row.profile_id), (self.tiers["red"], self.acme))
        self.assertEqual((row.user_id, row.company_id), (self.accountant, self.company))
        self.acme._assign_tier(self.tiers["green"], "Better")
        seen = self.as_seen_by(self.supervisor, invoice)
        self.assertEqual(seen.kam_credit_posted_tier_id, self.tiers["red"])
        self.assertEqual(seen.kam_credit_tier_id, self.tiers["green"])

    def test_of_a_contact_the_customer_counts(self):
        contact = self.make_customer("Invoice address", parent=self.customer)
        self.assertEqual(self.remembered(self.invoice(contact, 10)), ["red"])

    def test_only_what_a_customer_owes_under_a_tier(self):
        for expected, partner, move_type in (
            (["red"], self.customer, "out_invoice"),
            (["red"], self.customer, "out_receipt"),
            ([], self.customer, "out_refund"),
            ([], self.customer, "in_invoice"),
            ([], self.plain, "out_invoice"),
            ([], self.nobody, "out_invoice"),
        ):
            with self.subTest(partner=partner.name, move_type=move_type):
                self.assertEqual(
                    self.remembered(self.invoice(partner, 10, move_type=move_type)), expected
                )
        entry = self.entry(
            TODAY, (self.receivable, self.customer, 5), (self.payable, self.customer, -5)
        )
        self.assertEqual(self.remembered(entry), [])

    def test_many_at_once(self):
        moves = self.env["account.move"]
        for partner in (self.customer, self.southern, self.plain, self.customer):
            moves |= self.draft(partner)
        self.assertEqual(moves._post(), moves)
        self.assertEqual(sorted(self.remembered(moves)), ["black", "red", "red"])

    def test_later_ones_are_left_for_their_day(self):
        now = self.draft(self.customer)
        later = self.draft(self.customer, invoice_date=day(5), date=day(5))
        self.assertEqual((now | later)._post(soft=True), now)
        self.assertEqual(self.remembered(now | later), ["red"])
        self.acme._assign_tier(self.tiers["yellow"], "Better")
        with freeze_time(TODAY + timedelta(days=6)), self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(later.state, "posted")
        self.assertEqual(self.remembered(later), ["yellow"])

    def test_posted_again(self):
        invoice = self.invoice(self.customer, 10)
        invoice.button_draft()
        self.assertFalse(self.as_seen_by(self.supervisor, invoice).kam_credit_posted_tier_id)
        self.acme._assign_tier(self.tiers["green"], "Better")
        invoice.sudo().action_post()
        self.assertEqual(self.remembered(invoice), ["red", "green"])
        seen = self.as_seen_by(self.supervisor, invoice)
        self.assertEqual(seen.kam_credit_posted_tier_id, self.tiers["green"])

    def test_posted_again_without_a_tier(self):
        invoice = self.invoice(self.customer, 10)
        invoice.button_draft()
        self.acme._drop_tier("Over")
        invoice.sudo().action_post()
        self.assertEqual(self.remembered(invoice), ["red", False])
        self.assertFalse(self.as_seen_by(self.supervisor, invoice).kam_credit_posted_tier_id)

    def test_posted_again_to_somebody_else(self):
        invoice = self.draft(self.customer)
        invoice.action_post()
        invoice.button_draft()
        invoice.partner_id = self.nobody
        invoice.action_post()
        self.assertFalse(self.as_seen_by(self.credit_admin, invoice).kam_credit_posted_tier_id)

    def test_stays_with_the_invoice(self):
        invoice = self.invoice(self.customer, 10)
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            invoice.with_context(force_delete=True).unlink()
        plain = self.invoice(self.plain, 10)
        plain.button_draft()
        plain.with_context(force_delete=True).unlink()

    def test_nobody_changes_it(self):
        invoice = self.invoice(self.customer, 10)
        row = self.root["kam.credit.posting"].search([("move_id", "=", invoice.id)])
        for user in (self.env.ref("base.user_root"), self.credit_admin, self.supervisor):
            record = row.with_user(user).with_context(kam_protected_write=True)
            for attempt in (
                lambda record=record: record.write({"tier_id": self.tiers["green"].id}),
                record.unlink,
                lambda record=record: record.create(
                    {"move_id": invoice.id, "profile_id": self.acme.id}
                ),
                record.copy,
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    attempt()
        table = SQL.identifier(row._table)
        for statement in (
            SQL("UPDATE %s SET tier_id = NULL", table),
            SQL("DELETE FROM %s", table),
            SQL("TRUNCATE %s", table),
        ):
            with (
                self.subTest(statement=statement.code),
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_in_another_company(self):
        other = self.setup_other_company()
        invoice = self.invoice(self.customer, 10, company=other)
        self.assertEqual(self.remembered(invoice), [])

    def test_queries_do_not_grow(self):
        def count(moves):
            self.env.flush_all()
            self.env.invalidate_all()
            moves.mapped("commercial_partner_id")
            before = self.cr.sql_log_count
            self.env["kam.credit.posting"]._remember(moves)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        moves = self.env["account.move"]
        for _number in range(12):
            moves |= self.draft(self.customer)
        count(moves)
        self.assertEqual(count(moves[:2]), count(moves))


@tagged("post_install", "-at_install")
class TestKamCreditPostingRoles(KamCreditPostingCommon):
    """Orders and invoices show tiers to those who may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tiers["red"].write(
            {"credit_limit": 700, "payment_term_id": cls.split_term((100, 60)).id}
        )
        cls.posted = cls.invoice(cls.customer, 10)
        cls.order = cls.root["sale.order"].create(
            {
                "partner_id": cls.nobody.id,
                "partner_invoice_id": cls.make_customer("Address", parent=cls.customer).id,
            }
        )
        cls.documents = cls.posted, cls.order
        cls.outsiders = cls.representative | cls.accountant

    def test_readers_see_tier_and_terms(self):
        for document in self.documents:
            for user in self.supervisor | self.credit_admin:
                with self.subTest(model=document._name, user=user.login):
                    if not document.with_user(user).has_access("read"):
                        self.assertEqual(document._name, "sale.order")
                        continue
                    seen = self.as_seen_by(user, document)
                    self.assertEqual(seen.kam_credit_tier_id, self.tiers["red"])
                    self.assertIn("100", seen.kam_credit_terms)
                    self.assertIn("700", seen.kam_credit_terms)
                    action = seen.action_open_credit_profile()
                    self.assertEqual(action["res_id"], self.acme.id)

    def test_the_mixin_keeps_no_documents(self):
        documents = self.env["kam.credit.document.mixin"].with_user(self.supervisor).browse(1)
        with self.assertRaisesRegex(UserError, "Choose one .*: 0 are chosen"):
            documents.action_open_credit_profile()

    def test_the_invoice_address_owes(self):
        self.order.partner_invoice_id = self.nobody
        self.order.partner_id = self.customer
        self.order.partner_invoice_id = self.nobody
        self.assertFalse(self.as_seen_by(self.supervisor, self.order).kam_credit_tier_id)

    def test_without_a_tier(self):
        for partner in self.plain | self.nobody:
            invoice = self.as_seen_by(self.supervisor, self.invoice(partner, 10))
            self.assertFalse(invoice.kam_credit_tier_id)
            self.assertFalse(invoice.kam_credit_terms)

    def test_everybody_else_sees_nothing(self):
        names = ["kam_credit_tier_id", "kam_credit_profile_id", "kam_credit_terms"]
        for document in self.documents:
            shown = [*names]
            if document == self.posted:
                shown.append("kam_credit_posted_tier_id")
            for user in self.outsiders | self.south_supervisor:
                with self.subTest(model=document._name, user=user.login):
                    seen = self.as_seen_by(user, document)
                    (row,) = seen.read(shown)
                    self.assertFalse(any(row[name] for name in shown))
                    exported = seen.export_data(shown)["datas"]
                    self.assertFalse(any(exported[0]))
                    for name in shown:
                        with mute_logger("odoo.models", "odoo.domains"):
                            self.assertNotFound(seen, name)

    def assertNotFound(self, document, name):
        """Assert that nobody searches, groups or sorts by a field."""
        attempts = (
            lambda: document.search([(name, "!=", False)]),
            lambda: document.formatted_read_group([], [name], ["__count"]),
            lambda: document.search([], order=name),
        )
        for attempt in attempts:
            with self.assertRaises(ValueError):
                attempt()

    def test_value_read_for_somebody_else_does_not_stay(self):
        for document in self.documents:
            for user in self.outsiders:
                seen = document.with_user(user)
                self.assertTrue(seen.sudo().kam_credit_tier_id)
                self.assertFalse(seen.kam_credit_tier_id)

    def test_rows_are_refused(self):
        rows = self.root["kam.credit.posting"].search([("move_id", "=", self.posted.id)])
        self.assertTrue(rows.with_user(self.supervisor).read(["tier_id"]))
        self.assertFalse(rows.with_user(self.south_supervisor).search([("id", "in", rows.ids)]))
        with self.assertRaises(AccessError):
            rows.with_user(self.south_supervisor).read(["tier_id"])
        for user in self.outsiders | self.kam_admin | self.clerk | self.portal:
            records = rows.with_user(user)
            for attempt in (
                lambda records=records: records.search([]),
                lambda records=records: records.read(["tier_id"]),
                lambda records=records: records.export_data(["tier_id"]),
                lambda records=records: records.formatted_read_group([], ["tier_id"], ["__count"]),
                lambda records=records: records.search_count([]),
                lambda records=records: records.name_search(""),
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    attempt()

    def test_other_company(self):
        other = self.setup_other_company()
        user = self.make_user(
            "other",
            groups="kam_credit.group_credit_administrator,account.group_account_manager",
            company=other,
        )
        self.assertFalse(self.env["kam.credit.posting"].with_user(user).search([]))
        invoice = self.invoice(self.customer, 10, company=other)
        self.assertFalse(self.as_seen_by(user, invoice).kam_credit_tier_id)

    def test_form_views(self):
        for document in self.documents:
            for user, shown in (
                (self.supervisor, True),
                (self.representative, False),
                (self.accountant, False),
            ):
                with self.subTest(model=document._name, user=user.login):
                    arch = document.with_user(user).get_view(view_type="form")["arch"]
                    self.assertEqual("kam_credit_tier_id" in arch, shown)
                    self.assertEqual("kam_credit_terms" in arch, shown)

    def test_queries_do_not_grow(self):
        orders = self.root["sale.order"].create(
            [{"partner_id": partner.id} for partner in (self.customer, self.southern) * 6]
        )
        moves = self.env["account.move"]
        for _number in range(12):
            moves |= self.draft(self.customer)
        moves.action_post()
        for documents in (orders, moves):
            for user in self.supervisor | self.representative:
                names = ["kam_credit_tier_id", "kam_credit_terms"]
                if documents == moves:
                    names.append("kam_credit_posted_tier_id")

                def count(records, user=user, names=names):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    before = self.cr.sql_log_count
                    records.with_user(user).read(names)
                    return self.cr.sql_log_count - before

                with self.subTest(model=documents._name, user=user.login):
                    count(documents)
                    self.assertEqual(count(documents[:2]), count(documents))

    def test_lists_do_not_ask(self):
        for document in self.documents:
            for kind in ("list", "kanban"):
                arch = document.with_user(self.supervisor).get_view(view_type=kind)["arch"]
                self.assertNotIn("kam_credit", arch)
