from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import KamCommon

# models whose records people make in a company
OWN_COMPANY = {
    "kam.unit": {"name": "Unit", "level": "headquarters"},
    "kam.account": {},
    "kam.approval.route": {"name": "Route"},
    "kam.approval.delegation": {"date_to": "2099-12-31"},
    "kam.customer.class": {"name": "Class", "code": "T"},
    "kam.handover.item": {"name": "Item"},
    "kam.makeup.day": {"date": "2026-09-27"},
    "kam.risk.template": {"name": "Template"},
    "kam.sales.material": {"name": "Material"},
    "kam.stakeholder.requirement": {"decision_role": "gatekeeper"},
    "kam.screening": {},
}


@tagged("post_install", "-at_install")
class TestBranches(KamCommon):
    """Key accounts belong to a legal entity, in whichever branch somebody works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"]
        cls.branch = companies.create({"name": "Kam Branch", "parent_id": cls.company.id})
        cls.office = companies.create({"name": "Kam Office", "parent_id": cls.branch.id})
        cls.clerk = cls._user("clerk", company=cls.office)
        cls.both = cls._user("both", company=cls.office)
        cls.both.company_ids = [Command.link(cls.company.id)]

    def _vals(self, model):
        vals = dict(OWN_COMPANY[model])
        if model in ("kam.account", "kam.screening"):
            vals["partner_id"] = self.stranger.id
        if model == "kam.screening":
            vals["unit_id"] = False
        if model == "kam.approval.route":
            vals["model_id"] = self.env["ir.model"]._get_id("kam.screening")
            vals["active"] = False
            vals["step_ids"] = [Command.create({"name": "Step", "role": "supervisor"})]
        if model == "kam.approval.delegation":
            vals |= {"user_id": self.rep_shanghai.id, "delegate_id": self.director.id}
        return vals

    def test_nothing_is_made_in_a_branch(self):
        for model in OWN_COMPANY:
            with (
                self.subTest(model=model),
                self.assertRaisesRegex(ValidationError, "Kam Office.*branch of Kam Company"),
                self.cr.savepoint(),
            ):
                self.env[model].create({**self._vals(model), "company_id": self.office.id})

    def test_made_while_working_in_a_branch(self):
        for model in OWN_COMPANY:
            with self.subTest(model=model):
                records = self.env[model].with_company(self.office)
                record = records.new({})
                self.assertEqual(record.company_id._origin, self.company)

    def test_every_model_with_a_company_knows_branches(self):
        heirs = set(self.env.registry.descendants(["kam.root.company.mixin"], "_inherit"))
        written_by_processes = set(
            self.env.registry.descendants(
                ["kam.guarded.mixin", "kam.history.mixin", "kam.validity.mixin"], "_inherit"
            )
        )
        for name, model in self.env.registry.items():
            field = model._fields.get("company_id")
            if not name.startswith("kam.") or model._abstract or model._transient:
                continue
            if model._auto and field and field.store and not field.related:
                with self.subTest(model=name):
                    self.assertIn(name, heirs | written_by_processes)

    def test_no_rule_leaves_branches_out(self):
        rules = self.env["ir.rule"].search([("domain_force", "like", "company_ids")])
        own = rules.filtered(lambda rule: rule.model_id.model.startswith("kam."))
        self.assertTrue(own)
        for rule in own:
            with self.subTest(rule=rule.name):
                self.assertIn("parent_of", rule.domain_force)

    def test_branches_start_with_nothing(self):
        for model in self.env["res.company"]._kam_get_default_models():
            with self.subTest(model=model._name):
                records = model.with_context(active_test=False)
                self.assertFalse(records.search([("company_id", "in", self.office.ids)]))
        codes = self.env["ir.sequence"].search([("company_id", "=", self.office.id)])
        self.assertFalse(codes.filtered(lambda sequence: sequence.code == "kam.account"))

    # ------------------------------------------------------------------
    # who works in a branch only
    # ------------------------------------------------------------------

    def test_positions(self):
        position = self._position(self.clerk, self.shanghai, "supervisor")
        self.assertTrue(position.is_current)
        self.assertIn(self.clerk, self.shanghai.viewer_ids)
        self.assertIn(self.clerk, self.env["kam.position"]._holders(self.shanghai, ["supervisor"]))
        with self.assertRaisesRegex(ValidationError, "does not belong to Kam Company"):
            self._position(self.manager_other, self.shanghai, "representative")

    def test_switcher(self):
        self._position(self.clerk, self.shanghai, "supervisor")
        self._position(self.both, self.shanghai, "supervisor")
        for user, companies in (
            (self.clerk, self.office),
            (self.both, self.office),
            (self.both, self.company),
            (self.both, self.office | self.company),
        ):
            with self.subTest(user=user.login, companies=companies.mapped("name")):
                context = {"allowed_company_ids": companies.ids}
                accounts = self._as(user, self.env["kam.account"], **context)
                found = accounts.search([])
                self.assertIn(self.mill, found.sudo())
                self.assertNotIn(self.yard, found.sudo())
                mill = self._as(user, self.mill, **context)
                self.assertEqual(mill.company_id.name, "Kam Company")
                partner = self._as(user, self.mill.partner_id, **context)
                self.assertEqual(partner.kam_account_id.sudo(), self.mill)
                self.assertIn(partner, partner.search([("kam_state", "=", "key")]))

    def test_work_of_a_representative(self):
        self._position(self.clerk, self.shanghai, "representative")
        context = {"allowed_company_ids": self.office.ids}
        with Form(self.env["kam.screening"].with_user(self.clerk).with_context(**context)) as form:
            form.partner_id = self.stranger
        screening = form.record.sudo()
        self.assertEqual(screening.company_id, self.company)
        self.assertEqual((screening.unit_id, screening.manager_id), (self.shanghai, self.clerk))
        refusal = self._as(self.clerk, self.mill.partner_id, **context)
        with self.assertRaisesRegex(Exception, "key account already"):
            refusal.action_kam_screen()

    def test_account_managers_and_teams(self):
        self._position(self.clerk, self.shanghai, "representative")
        self.mill._change_owner(self.shanghai, self.clerk, "Moved to the office")
        self.assertEqual(self.mill.manager_id, self.clerk)
        self.shop.team_ids = [Command.create({"user_id": self.both.id, "duty": "sales"})]
        with self.assertRaises(ValidationError):
            self.shop.team_ids = [
                Command.create({"user_id": self.manager_other.id, "duty": "sales"})
            ]

    def test_customers_of_a_branch(self):
        own = self._partner("Branch Customer", company_id=self.office.id)
        account = self.env["kam.account"]._get_or_create(own, self.company)
        self.assertEqual(account.company_id, self.company)
        foreign = self._partner("Foreign Customer", company_id=self.other_company.id)
        with self.assertRaises(ValidationError):
            self.env["kam.account"].create({"partner_id": foreign.id})

    def test_numbers_are_given_by_the_root(self):
        self._position(self.clerk, self.shanghai, "supervisor")
        number = self._as(self.clerk, self.mill)._next_number()
        self.assertTrue(number)

    def test_rights_end_with_the_branch(self):
        self._position(self.clerk, self.shanghai, "supervisor")
        self.clerk.write(
            {
                "company_ids": [Command.set(self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )
        self.assertNotIn(self.clerk, self.shanghai.viewer_ids)
        with self.assertRaises(AccessError):
            self._as(self.clerk, self.mill).read(["name"])

    # ------------------------------------------------------------------
    # settings and days
    # ------------------------------------------------------------------

    def test_branches_have_the_settings_of_their_root(self):
        self.company.kam_statement_months = 9
        self.assertEqual(self.office.kam_statement_months, 9)
        with self.assertRaises(ValidationError):
            self.office.kam_statement_months = 30
        later = self.env["res.company"].create({"name": "Later", "parent_id": self.company.id})
        self.assertEqual(later.kam_statement_months, 9)

    def test_days_are_those_of_the_root(self):
        self.company.resource_calendar_id.tz = "Pacific/Kiritimati"
        self.office.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Office", "tz": "Pacific/Midway", "company_id": self.office.id}
        )
        self.assertEqual(self.office._kam_today(), self.company._kam_today())

    # ------------------------------------------------------------------
    # where companies are named
    # ------------------------------------------------------------------

    def test_lists_show_the_company(self):
        read_with_their_parents = {
            "kam.account.team",
            "kam.approval.step",
            "kam.risk.anchor",
            "kam.risk.indicator",
            "kam.screening.line",
            "kam.screening.need",
        }
        self.env.user.group_ids = [
            Command.link(self.env.ref(group).id)
            for group in ("base.group_multi_company", "kam_management.group_kam_representative")
        ]
        lists = self.env["ir.ui.view"].search([("type", "=", "list"), ("model", "like", "kam.%")])
        for name in sorted(set(lists.mapped("model")) - read_with_their_parents):
            model = self.env.get(name)
            if (
                model is None
                or model._transient
                or model._abstract
                or "company_id" not in model._fields
            ):
                continue
            with self.subTest(model=name):
                arch = model.get_view(view_type="list")["arch"]
                self.assertIn('name="company_id"', arch)

    def test_digest_names_the_companies(self):
        deadlines = self.env["kam.deadline"]
        names = self.env["kam.deadline.digest"]._name_companies
        self.assertEqual(names({"late": deadlines}), {})
        duties = [deadlines.new({"company_id": each.id}) for each in self.company | self.office]
        both = deadlines.concat(*duties)
        self.assertEqual(names({"late": both[:1]}), {})
        self.assertEqual(
            set(names({"late": both[:1], "today": both[1:]}).values()),
            {"Kam Company", "Kam Office"},
        )
