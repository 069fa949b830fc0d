import re
from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import TODAY, KamCreditCommon, day

FIGURE_MODELS = (
    "kam.credit.profile",
    "kam.credit.event",
    "kam.credit.snapshot",
    "kam.credit.snapshot.line",
    "kam.credit.instalment",
    "kam.credit.settlement",
    "kam.credit.turnover",
)
HISTORY_MODELS = ("kam.credit.event", "kam.credit.snapshot", "kam.credit.snapshot.line")


class KamCreditRolesCommon(RightsAssertions, KamCreditCommon):
    """Acme (North One) pays half of what it owes and holds the red list; Fallen (North One) was
    downgraded; Southern (South One) is somebody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.fallen = cls.make_falling("Fallen", 4321, tier=cls.tiers["red"])
        cls.pay(cls.invoice(cls.fallen, 1000, due=day(-9)), 100, on=day(-9))
        cls.southern = cls.make_falling("Southern", 8765, unit=cls.south_area)
        cls.pay(cls.invoice(cls.southern, 1000, due=day(-9)), 100, on=day(-9))
        cls.pay(cls.invoice(cls.customer, 3000, due=day(-9)), on=day(-9))
        cls.pay(cls.invoice(cls.customer, 500, due=day(-9)), 400, on=day(-9))
        cls.account = cls.make_key(cls.customer, tier=cls.tiers["red"])
        cls.root["kam.credit.profile"].evaluate(company_id=cls.company.id, simulate=False)
        cls.acme = cls.profile(cls.customer)
        cls.readers = (
            cls.supervisor
            | cls.credit_officer
            | cls.north_manager
            | cls.credit_reviewer
            | cls.director
            | cls.credit_approver
            | cls.credit_admin
        )
        cls.outsiders = cls.representative | cls.accountant | cls.kam_admin | cls.clerk | cls.portal
        # whoever may export at all: what then comes out is for the models to decide
        export = cls.env.ref("base.group_allow_export")
        exporters = cls.readers | cls.south_supervisor | (cls.outsiders - cls.portal)
        exporters.write({"group_ids": [Command.link(export.id)]})
        cls.env.flush_all()
        cls.env.invalidate_all()

    def rows(self, model, partner):
        """Return what a model holds of a customer, as superuser."""
        link = {
            "kam.credit.profile": "id",
            "kam.credit.snapshot.line": "snapshot_id.profile_id",
        }.get(model, "profile_id")
        return self.root[model].search([(link, "=", self.profile(partner).id)])


@tagged("post_install", "-at_install")
class TestKamCreditRoles(KamCreditRolesCommon):
    """Who sees figures, and who cannot get at them whatever they try."""

    def test_every_model_has_rows_to_hide(self):
        for model in FIGURE_MODELS:
            for partner in self.fallen, self.southern:
                with self.subTest(model=model, partner=partner.name):
                    self.assertTrue(self.rows(model, partner))

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------

    def test_readers_see_what_lies_at_or_below_their_units(self):
        everywhere = self.director | self.credit_approver | self.credit_admin
        for user in self.readers:
            for model in FIGURE_MODELS:
                with self.subTest(user=user.login, model=model):
                    own = self.rows(model, self.fallen)
                    foreign = self.rows(model, self.southern)
                    records = self.env[model].with_user(user)
                    found = records.search([])
                    self.assertLessEqual(set(own.ids), set(found.ids))
                    self.assertEqual(set(foreign.ids) <= set(found.ids), user in everywhere)
                    self.assertTrue(own.with_user(user).read())

    def test_rights_by_record(self):
        everywhere = self.director | self.credit_approver | self.credit_admin
        north = self.readers - everywhere
        for model in FIGURE_MODELS:
            self.assertRights(
                self.rows(model, self.fallen)[:1],
                {self.readers: "r", self.south_supervisor | self.outsiders: ""},
            )
            self.assertRights(
                self.rows(model, self.southern)[:1],
                {everywhere | self.south_supervisor: "r", north | self.outsiders: ""},
            )

    def test_sight_is_a_condition_of_the_one_statement(self):
        """What the rules add is the way from the row to the viewers of its unit."""
        uid = self.supervisor.id
        for model in FIGURE_MODELS:
            link = {
                "kam.credit.profile": "",
                "kam.credit.snapshot.line": "snapshot_id.profile_id.",
            }.get(model, "profile_id.")
            records = self.env[model].with_user(uid).sudo()
            leaves = (
                (f"{link}is_visible", "=", True),
                (f"{link}account_id.unit_id.viewer_ids", "in", [uid]),
            )
            # what stands behind the figures asks for the companies' scope in any case
            records._search([]).select()
            statements, counts = [], []
            for leaf in leaves:
                before = self.cr.sql_log_count
                statement = records._search([leaf]).select()
                counts.append(self.cr.sql_log_count - before)
                statements.append(self.cr.mogrify(statement.code, statement.params))
            with self.subTest(model=model):
                self.assertEqual(*statements)
                self.assertEqual(*counts)

    def test_readers_evaluate_what_they_see(self):
        expected = {
            self.supervisor: self.customer | self.fallen,
            self.north_manager: self.customer | self.fallen,
            self.director: self.customer | self.fallen | self.southern,
            self.south_supervisor: self.southern,
        }
        for user, partners in expected.items():
            with self.subTest(user=user.login):
                rows = self.evaluate(user=user)
                self.assertEqual({row["partner_id"] for row in rows}, set(partners.ids))

    def test_fields_on_partner_and_account(self):
        for user in self.readers:
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.customer.with_user(user).kam_credit_profile_id.id, self.acme.id
                )
        account = self.account.with_user(self.supervisor)
        self.assertEqual(account.credit_profile_id.id, self.acme.id)
        self.assertEqual(account.credit_tier_id.id, self.tiers["red"].id)
        self.assertEqual(account.action_open_credit_profile()["res_id"], self.acme.id)

    # ------------------------------------------------------------------
    # who may not
    # ------------------------------------------------------------------

    def test_outsiders_are_refused_everywhere(self):
        for user in self.outsiders:
            for model in FIGURE_MODELS:
                rows = self.rows(model, self.fallen).with_user(user)
                records = self.env[model].with_user(user)
                attempts = {
                    "search": lambda records=records: records.search([]),
                    "search_count": lambda records=records: records.search_count([]),
                    "search_read": lambda records=records: records.search_read([], ["id"]),
                    "name_search": lambda records=records: records.name_search(""),
                    "read": lambda rows=rows: rows.read(["display_name"]),
                    "web_read": lambda rows=rows: rows.web_read({"display_name": {}}),
                    "export": lambda rows=rows: rows.export_data(["id", "display_name"]),
                    "group": lambda records=records: records._read_group([], [], ["__count"]),
                    "formatted": lambda records=records: records.formatted_read_group(
                        [], ["create_date:year"] if "create_date" in records else [], ["__count"]
                    ),
                }
                for name, attempt in attempts.items():
                    # who may export nothing at all hears so in other words
                    error = UserError if name == "export" else AccessError
                    with (
                        self.subTest(user=user.login, model=model, attempt=name),
                        self.assertRaises(error),
                    ):
                        attempt()

    def test_another_region_finds_and_reads_nothing(self):
        user = self.south_supervisor
        for model in FIGURE_MODELS:
            with self.subTest(model=model):
                hidden = self.rows(model, self.fallen)
                records = self.env[model].with_user(user)
                self.assertFalse(set(records.search([]).ids) & set(hidden.ids))
                self.assertFalse(records.search([("id", "in", hidden.ids)]))
                (group,) = records.formatted_read_group([("id", "in", hidden.ids)], [], ["__count"])
                self.assertEqual(group["__count"], 0)
                for attempt in ("read", "export_data"):
                    with self.assertRaises(AccessError):
                        getattr(hidden.with_user(user), attempt)(["display_name"])

    def test_totals_of_another_region_leave_others_out(self):
        records = self.env["kam.credit.profile"].with_user(self.south_supervisor)
        ((total,),) = records._read_group([], [], ["transaction_amount:sum"])
        self.assertEqual(total, 9765)

    def test_context_of_the_views_opens_nothing(self):
        fallen = self.profile(self.fallen)
        context = {
            "kam_credit_profile_id": fallen.id,
            "kam_credit_as_of": str(TODAY),
            "allowed_company_ids": self.company.ids,
        }
        for model in ("kam.credit.instalment", "kam.credit.settlement", "kam.credit.turnover"):
            with self.subTest(model=model):
                records = self.env[model].with_user(self.south_supervisor).with_context(**context)
                self.assertFalse(records.search([]))
                self.assertEqual(records.formatted_read_group([], [], ["__count"])[0]["__count"], 0)
                hidden = self.rows(model, self.fallen)
                with self.assertRaises(AccessError):
                    records.browse(hidden.ids).read(["display_name"])
                as_root = self.root[model].with_context(**context).search([])
                self.assertEqual(as_root.profile_id, fallen)

    def test_rows_behind_the_figures_share_one_way_of_narrowing(self):
        for model in ("kam.credit.instalment", "kam.credit.settlement", "kam.credit.turnover"):
            mixin = self.registry["kam.credit.evidence.mixin"]
            self.assertTrue(issubclass(self.registry[model], mixin))
            narrowed = self.root[model].with_context(kam_credit_profile_id=self.acme.id)
            self.assertEqual(narrowed.search([]).profile_id, self.acme)

    def test_context_of_the_views_that_is_none(self):
        records = self.root["kam.credit.instalment"]
        everything = records.search([])
        for value in ("1 OR 1=1", [1], None, {"a": 1}):
            with self.subTest(value=value):
                narrowed = records.with_context(kam_credit_profile_id=value)
                self.assertEqual(narrowed.search([]), everything)
        with self.assertRaisesRegex(UserError, "YYYY-MM-DD"):
            records.with_context(kam_credit_as_of="yesterday").search([])

    def test_evaluating_hidden_customers(self):
        hidden = (self.fallen | self.customer).ids
        self.assertEqual(self.evaluate(user=self.south_supervisor, partner_ids=hidden), [])
        contact = self.make_customer("Contact", parent=self.fallen)
        self.assertEqual(self.evaluate(user=self.south_supervisor, partner_ids=contact.ids), [])
        for user in self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.evaluate(user=user, partner_ids=hidden)

    def test_customers_without_an_account_are_for_credit_administrators(self):
        self.invoice(self.make_customer("Nobody's"), 77, due=day(-9))
        for user, seen in ((self.director, False), (self.credit_admin, True)):
            amounts = [row["transaction_amount"] for row in self.evaluate(user=user)]
            self.assertEqual(77 in amounts, seen)

    # ------------------------------------------------------------------
    # what could be derived
    # ------------------------------------------------------------------

    def test_account_manager_sees_the_account_and_no_figure(self):
        account = self.account.with_user(self.representative)
        self.assertEqual(account.state, "key")
        self.assertEqual(account.manager_id, self.representative)
        self.assertFalse(account.credit_profile_id)
        self.assertFalse(account.credit_tier_id)
        self.assertFalse(self.customer.with_user(self.representative).kam_credit_profile_id)
        (row,) = account.read(["credit_profile_id", "credit_tier_id"])
        self.assertEqual((row["credit_profile_id"], row["credit_tier_id"]), (False, False))
        exported = account.export_data(["credit_tier_id", "credit_profile_id"])["datas"]
        self.assertFalse(any(exported[0]))

    def test_value_read_for_somebody_else_does_not_stay(self):
        account = self.account.with_user(self.representative)
        self.assertTrue(account.sudo().credit_tier_id)
        self.assertFalse(account.credit_tier_id)
        partner = self.customer.with_user(self.representative)
        self.assertTrue(partner.sudo().kam_credit_profile_id)
        self.assertFalse(partner.kam_credit_profile_id)

    def test_domains_through_other_models(self):
        attempts = [
            ("res.partner", ("kam_credit_profile_id.fulfilment_rate", "<", 0.9)),
            ("res.partner", ("kam_credit_profile_id", "!=", False)),
            ("res.partner", ("kam_account_id.credit_profile_id.fulfilment_rate", "<", 0.9)),
            ("res.partner", ("kam_account_ids.credit_tier_id", "!=", False)),
            ("kam.account", ("credit_profile_id.fulfilment_rate", "<", 0.9)),
            ("kam.account", ("credit_tier_id.code", "=", "red")),
        ]
        for model, leaf in attempts:
            with self.subTest(model=model, leaf=leaf), mute_logger("odoo.models"):
                records = self.env[model].with_user(self.representative)
                try:
                    found = records.search([leaf])
                except (ValueError, UserError):
                    continue
                self.assertFalse(found)

    def test_grouping_and_sorting_through_other_models(self):
        partners = self.env["res.partner"].with_user(self.representative)
        accounts = self.env["kam.account"].with_user(self.representative)
        attempts = [
            lambda: partners.formatted_read_group([], ["kam_credit_profile_id"], ["__count"]),
            lambda: accounts.formatted_read_group([], ["credit_tier_id"], ["__count"]),
            lambda: accounts.search([], order="credit_tier_id"),
        ]
        for attempt in attempts:
            # not stored, so the database cannot do it for anybody
            with self.assertRaises(ValueError):
                attempt()

    def test_tiers_are_for_credit_readers(self):
        for user in self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.tiers["red"].with_user(user).read(["code"])
        self.assertEqual(self.tiers["red"].with_user(self.supervisor).code, "red")

    def test_messages_and_activities_of_a_profile(self):
        self.acme.message_post(body="Rate 88.57 %")
        self.acme.activity_schedule(
            "mail.mail_activity_data_todo", note="88.57 %", user_id=self.supervisor.id
        )
        attachment = self.root["ir.attachment"].create(
            {"name": "figures.txt", "res_model": self.acme._name, "res_id": self.acme.id}
        )
        domain = [("res_model", "=", self.acme._name)]
        for user in self.representative | self.accountant | self.kam_admin | self.south_supervisor:
            with self.subTest(user=user.login):
                messages = self.env["mail.message"].with_user(user)
                self.assertFalse(messages.search([("body", "ilike", "88.57")]))
                activities = self.env["mail.activity"].with_user(user)
                self.assertFalse(activities.search(domain))
                with self.assertRaises(AccessError):
                    attachment.with_user(user).read(["name"])

    def test_what_the_account_manager_is_told_names_no_figure(self):
        user = self.representative
        account = self.profile(self.fallen).account_id.with_user(user)
        texts = [
            *account.event_ids.mapped("reason"),
            *account.event_ids.mapped(lambda event: event.document_name or ""),
            *account.message_ids.mapped("body"),
            *self.env["mail.message"]
            .with_user(user)
            .search([("partner_ids", "in", user.partner_id.ids)])
            .mapped("body"),
        ]
        self.assertTrue(any("threshold" in text for text in texts))
        for text in texts:
            # an address and a number say no more than which record is meant
            said = re.sub(r"<[^>]*>|KA\d+", "", text)
            self.assertNotRegex(said, r"\d|red|Red", "A figure or a tier is told.")

    def test_document_of_the_history_does_not_open(self):
        account = self.profile(self.fallen).account_id.with_user(self.representative)
        event = account.event_ids.filtered(lambda event: event.res_model == "kam.credit.event")
        self.assertEqual(len(event), 1)
        with self.assertRaises(AccessError):
            self.env[event.res_model].browse(event.res_id).read(["reason"])

    # ------------------------------------------------------------------
    # positions, units and companies
    # ------------------------------------------------------------------

    def test_ending_a_position_takes_effect_at_once(self):
        self.assertTrue(self.acme.with_user(self.supervisor).fulfilment_rate)
        self.positions["supervisor"].action_end()
        with self.assertRaises(AccessError):
            self.acme.with_user(self.supervisor).read(["fulfilment_rate"])
        with self.assertRaises(AccessError):
            self.evaluate(user=self.supervisor)

    def test_one_of_two_positions_ends(self):
        self.root["kam.position"].create(
            {
                "user_id": self.supervisor.id,
                "unit_id": self.south_area.id,
                "role": "supervisor",
                "date_from": day(-1),
            }
        )
        self.env.flush_all()
        southern = self.profile(self.southern).with_user(self.supervisor)
        self.assertTrue(southern.read(["fulfilment_rate"]))
        self.positions["supervisor"].action_end()
        self.assertTrue(southern.read(["fulfilment_rate"]))
        with self.assertRaises(AccessError):
            self.acme.with_user(self.supervisor).read(["fulfilment_rate"])

    def test_group_without_a_position_shows_nothing(self):
        self.clerk.group_ids |= self.env.ref("kam_credit.group_credit_reader")
        for model in FIGURE_MODELS:
            self.assertFalse(self.env[model].with_user(self.clerk).search([]))

    def test_account_given_to_another_unit(self):
        self.account._change_owner(unit=self.south_area, reason="Moved")
        self.assertTrue(self.acme.with_user(self.south_supervisor).fulfilment_rate)
        with self.assertRaises(AccessError):
            self.acme.with_user(self.supervisor).read(["fulfilment_rate"])

    def test_other_company(self):
        other = self.setup_other_company()
        user = self.make_user("elsewhere", company=other)
        unit = self.root["kam.unit"].create(
            {"name": "There", "level": "headquarters", "company_id": other.id}
        )
        self.root["kam.position"].create(
            {"user_id": user.id, "unit_id": unit.id, "role": "director", "date_from": day(-1)}
        )
        for model in FIGURE_MODELS:
            self.assertFalse(self.env[model].with_user(user).search([]))
        with self.assertRaisesRegex(AccessError, "company_id"):
            self.evaluate(user=user, company_id=self.company.id)
        self.director.company_ids |= other
        for model in FIGURE_MODELS:
            records = self.env[model].with_user(self.director)
            with self.subTest(model=model):
                elsewhere = records.with_context(allowed_company_ids=other.ids)
                self.assertFalse(elsewhere.search([]))
                narrowed = elsewhere.with_context(kam_credit_profile_id=self.acme.id)
                self.assertFalse(narrowed.search([]))
        self.credit_admin.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertFalse(self.env["kam.credit.profile"].with_user(self.credit_admin).search([]))


@tagged("post_install", "-at_install")
class TestKamCreditProtectedWrite(KamCreditRolesCommon):
    """Nobody writes figures, tiers and history but the processes."""

    def users_and_contexts(self):
        for user in (self.env.ref("base.user_root"), self.credit_admin, self.supervisor):
            for context in ({}, {"kam_protected_write": True}, {"kam_protected_write": "1"}):
                yield user, context

    def test_profile(self):
        values = {
            "tier_id": self.tiers["green"].id,
            "fulfilment_rate": 1,
            "transaction_amount": 10**9,
            "is_below_threshold": False,
            "has_score": True,
            "tier_by_score_id": self.tiers["green"].id,
            "account_id": self.profile(self.southern).account_id.id,
            "date_allocation_due": TODAY,
            "company_id": self.company.id,
            "own_payment_term_id": False,
        }
        for user, context in self.users_and_contexts():
            profile = self.acme.with_user(user).with_context(**context)
            for fname, value in values.items():
                with (
                    self.subTest(user=user.login, context=context, field=fname),
                    self.assertRaises(UserError),
                ):
                    profile.write({fname: value})
            partner = self.make_customer("New")
            with self.assertRaises(UserError):
                profile.create({"partner_id": partner.id, "company_id": self.company.id})
        for user in (self.credit_admin, self.supervisor):
            with self.assertRaises(AccessError):
                self.acme.with_user(user).unlink()

    def test_profile_with_history_cannot_be_deleted(self):
        profile = self.profile(self.fallen)
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            profile.unlink()

    def test_history(self):
        for model in HISTORY_MODELS:
            row = self.rows(model, self.fallen)[:1]
            for user, context in self.users_and_contexts():
                record = row.with_user(user).with_context(**context)
                with self.subTest(model=model, user=user.login, context=context):
                    with self.assertRaises(UserError):
                        record.write({"display_name": "x"})
                    with self.assertRaises(UserError):
                        record.unlink()
                    with self.assertRaises(UserError):
                        record.create({})
                    with self.assertRaises(UserError):
                        record.copy()

    def test_history_past_the_orm(self):
        for model in HISTORY_MODELS:
            table = SQL.identifier(self.env[model]._table)
            for statement in (
                SQL("UPDATE %s SET create_uid = 1", table),
                SQL("DELETE FROM %s", table),
                SQL("TRUNCATE %s CASCADE", table),
            ):
                with (
                    self.subTest(model=model, statement=statement.code),
                    self.assertRaises(psycopg2.errors.RestrictViolation),
                    mute_logger("odoo.sql_db"),
                    self.cr.savepoint(),
                ):
                    self.env.cr.execute(statement)

    def test_views_are_read_only(self):
        for model in ("kam.credit.instalment", "kam.credit.settlement", "kam.credit.turnover"):
            row = self.rows(model, self.fallen)[:1].with_user(self.credit_admin)
            with self.subTest(model=model):
                with self.assertRaises(AccessError):
                    row.write({"move_name": "x"})
                with self.assertRaises(AccessError):
                    row.unlink()
                with self.assertRaises(AccessError):
                    row.create({"move_name": "x"})

    def test_policy_is_for_credit_administrators(self):
        tier = self.tiers["red"]
        for user in self.director | self.credit_approver | self.kam_admin | self.accountant:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                tier.with_user(user).write({"credit_limit": 1})
        tier.with_user(self.credit_admin).write({"credit_limit": 5})
        self.assertEqual(tier.credit_limit, 5)

    def test_private_methods_are_no_service(self):
        for model, name in (
            ("kam.credit.ledger", "_figures"),
            ("kam.credit.profile", "_assign_tier"),
            ("kam.credit.event", "_record"),
            ("kam.credit.snapshot", "_take"),
            ("kam.credit.snapshot.line", "_append"),
            ("kam.credit.profile", "_protected_write"),
        ):
            self.assertTrue(callable(getattr(self.env[model], name)))
            self.assertTrue(name.startswith("_"))

    def test_event_carries_who_and_when(self):
        event = self.rows("kam.credit.event", self.fallen).filtered("snapshot_id")
        self.assertEqual(event.user_id, self.root.user)
        self.assertEqual(event.date.date() - TODAY, timedelta())
