from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_page import AccountPageCommon

# what the page asks for besides what it showed before
ADDED = (
    "figures",
    "opportunity_count",
    "order_count",
    "invoice_count",
    "meeting_count",
)
# what is counted is one statement, what the ledger says one, documents one; and two of who reads it
MOST_QUERIES = 5


@tagged("post_install", "-at_install")
class TestKamAccountFigures(AccountPageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recent = cls._invoice(1000, -20, due=-5)
        cls.own = cls._invoice(300, -40, due=5, partner=cls.buyer, user=cls.rep_shanghai)
        cls.refund = cls._invoice(-100, -10, due=-10)
        cls.old = cls._invoice(500, -400, due=-370)
        # neither another customer's nor a draft
        cls._invoice(7777, -20, partner=cls.shop.partner_id)
        cls._invoice(8888, -20).button_draft()
        cls._owe(-2, slot="a")
        cls._owe(3, slot="b")
        cls._met(-40)

    # ------------------------------------------------------------------
    # who sees what
    # ------------------------------------------------------------------

    def test_who_sees_which_figures(self):
        everybody = {"duties", "contact"}
        invoices = {"turnover", "open_money"}
        for user, expected in (
            (self.rep_shanghai, everybody | invoices),
            (self.rep_hangzhou, everybody | invoices),
            (self.administrator, everybody),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(set(self._figures(user)) & {*everybody, *invoices}, expected)

    def test_who_does_not_see_the_account_gets_no_figures(self):
        for user in (self.rep_beijing, self.supervisor_north, self.accountant, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.mill).read(["figures"])

    def test_all_invoices(self):
        figure = self._figures(self.rep_hangzhou)["turnover"]
        self.assertEqual(figure["label"], "Net Sales of 12 Months")
        self.assertEqual(figure["exact"], self.company.currency_id.format(1200))
        self.assertIn("$", figure["text"])
        self.assertIn("1,200", figure["text"])
        self.assertEqual((len(figure["points"]), sum(figure["points"])), (12, 1200))
        self.assertEqual(figure["tone"], "success")
        self.assertIn("+140", figure["note"])
        self.assertEqual(figure["points_label"].count(";"), 11)

    def test_a_salesperson_adds_up_what_they_may_open(self):
        figures = self._figures(self.rep_shanghai)
        self.assertEqual(
            figures["turnover"]["label"], "Net Sales of 12 Months (Invoices I May Open)"
        )
        self.assertEqual(figures["turnover"]["exact"], self.company.currency_id.format(300))
        self.assertEqual(figures["open_money"]["exact"], self.company.currency_id.format(300))
        self.assertEqual(figures["open_money"]["note"], "nothing overdue")

    def test_open_and_overdue(self):
        figure = self._figures(self.rep_hangzhou)["open_money"]
        moves = self.recent | self.own | self.refund | self.old
        self.assertEqual(sum(moves.mapped("amount_residual_signed")), 1700)
        self.assertEqual(figure["exact"], self.company.currency_id.format(1700))
        # a credit note is no instalment: it hides nothing that is overdue
        self.assertIn("1,500 overdue", figure["note"])
        self.assertEqual(figure["tone"], "danger")
        self.own.button_draft()
        self.assertEqual(
            self._figures(self.rep_hangzhou)["open_money"]["exact"],
            self.company.currency_id.format(1400),
        )

    def test_figures_equal_a_sum_over_records(self):
        for user in (self.rep_hangzhou, self.rep_shanghai):
            mine = self._as(user, self.mill)
            action = mine.action_view_turnover()
            moves = self.env["account.move"].with_user(user).search(action["domain"])
            with self.subTest(user=user.login):
                self.assertAlmostEqual(mine.turnover, sum(moves.mapped("amount_untaxed_signed")), 2)
                opened = mine.action_view_open_invoices()
                moves = self.env["account.move"].with_user(user).search(opened["domain"])
                self.assertEqual(
                    self._figures(user)["open_money"]["exact"],
                    self.company.currency_id.format(sum(moves.mapped("amount_residual_signed"))),
                )

    def test_branches_count_and_other_companies_do_not(self):
        branch = self.env["res.company"].create(
            {
                "name": "Branch",
                "parent_id": self.company.id,
                "currency_id": self.company.currency_id.id,
            }
        )
        self.env.user.company_ids |= branch
        self.rep_hangzhou.company_ids |= branch
        self._make_other_company()
        both = (self.mill | self.mill_other).sudo()._find_ledger("turnover", "open_money")
        months = [both["turnover"][account][0] for account in (self.mill, self.mill_other)]
        self.assertEqual([sum(months[0][12:]), sum(months[1])], [1200, 0])
        owed = [both["open_money"][account][0][0] for account in (self.mill, self.mill_other)]
        self.assertEqual(owed, [1700, 0])

    def test_duties(self):
        figure = self._figures(self.rep_shanghai)["duties"]
        self.assertEqual((figure["text"], figure["note"]), ("2", "1 late"))
        self.assertEqual(figure["tone"], "danger")
        action = self._as(self.rep_shanghai, self.mill).action_view_duties()
        found = self.env["kam.deadline"].with_user(self.rep_shanghai).search(action["domain"])
        self.assertEqual(len(found), 2)

    def _found_by(self, name):
        """Return the accounts that a filter of the list finds, for the account manager."""
        accounts = self._as(self.rep_shanghai, self.env["kam.account"])
        arch = etree.fromstring(accounts.get_view(view_type="search")["arch"])
        [filter_] = arch.xpath(f"//filter[@name='{name}']")
        return accounts.search(safe_eval(filter_.get("domain")))

    def test_filters_find_what_the_page_shows(self):
        self.assertIn(self.mill, self._found_by("late_duties"))
        # of forms as well
        inverse = self.env["kam.account"]._fields["all_deadline_ids"].inverse_name
        self.assertEqual(inverse, "account_id")
        self.env["kam.deadline"].search([("account_id", "=", self.mill.id)])._end(
            day=self.today, by=self.rep_shanghai
        )
        self.assertNotIn(self.mill, self._found_by("late_duties"))

    def test_what_was_corrected_is_no_contact(self):
        contact = self._met(-3)
        self.assertNotIn(self.mill, self._found_by("without_contact_30"))
        self._met(-60, corrects_id=contact.id)
        self.assertIn(self.mill, self._found_by("without_contact_30"))

    def test_a_change_of_nothing_has_no_sign(self):
        for share, text in ((-0.003, "0"), (0.003, "0"), (-0.1, "-10"), (0.1, "+10")):
            with self.subTest(share=share):
                shown = self.env["kam.account"]._format_share(share, signed=True)
                self.assertEqual(shown, f"{text}%")

    def test_receipts_are_no_sales(self):
        before = self._as(self.rep_hangzhou, self.mill).turnover
        self._invoice(50, -3).copy({"move_type": "out_receipt"}).action_post()
        self.assertEqual(self._as(self.rep_hangzhou, self.mill).turnover, before + 50)

    def test_last_contact(self):
        figure = self._figures(self.rep_shanghai)["contact"]
        self.assertEqual((figure["text"], figure["tone"]), ("40 days ago", "warning"))
        self._met(0, attitude="cold")
        self.assertEqual(self._figures(self.rep_shanghai)["contact"]["text"], "Today")
        self.assertEqual(self._figures(self.rep_beijing, self.yard)["contact"]["text"], "None yet")

    def test_each_figure_opens_something(self):
        for user in (self.rep_shanghai, self.rep_hangzhou):
            mine = self._as(user, self.mill)
            for figure in mine.figures:
                with self.subTest(user=user.login, figure=figure["key"]):
                    action = getattr(mine, figure["action"])()
                    self.assertEqual(action["type"], "ir.actions.act_window")

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------

    def _make_documents(self):
        self.env["crm.lead"].create(
            [
                {
                    "name": "Large order",
                    "type": "opportunity",
                    "partner_id": self.buyer.id,
                    "user_id": user.id,
                    "company_id": self.company.id,
                }
                for user in (self.rep_shanghai, self.rep_hangzhou)
            ]
        )
        self.env["sale.order"].create(
            [
                {"partner_id": self.mill.partner_id.id, "user_id": user.id}
                for user in (self.rep_shanghai, self.rep_hangzhou)
            ]
        )
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": self.company._kam_day_start(self.today),
                "stop": self.company._kam_day_start(self._days(1)),
                "partner_ids": [
                    Command.set((self.buyer | self.mill.partner_id).ids),
                ],
            }
        )

    def test_documents_are_counted_and_opened_with_the_rights_of_the_reader(self):
        self._make_documents()
        for user, expected in (
            (self.rep_shanghai, [1, 1, 1, 1]),
            (self.rep_hangzhou, [2, 2, 4, 1]),
            (self.administrator, [0, 0, 0, 1]),
        ):
            mine = self._as(user, self.mill)
            counts = [mine[name] for name in ADDED[1:]]
            with self.subTest(user=user.login):
                self.assertEqual(counts, expected)
                for count, name in zip(
                    counts, ("opportunities", "orders", "invoices", "meetings"), strict=True
                ):
                    action = getattr(mine, f"action_view_{name}")()
                    records = self.env[action["res_model"]].with_user(user)
                    if records.has_access("read"):
                        self.assertEqual(records.search_count(action["domain"]), count)
        self.assertEqual(self._as(self.rep_hangzhou, self.shop).meeting_count, 0)

    def test_an_outsider_opens_nothing(self):
        mine = self._as(self.rep_beijing, self.mill)
        for name in ("opportunities", "orders", "invoices", "meetings", "duties", "timeline"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(mine, f"action_view_{name}")()

    # ------------------------------------------------------------------
    # queries
    # ------------------------------------------------------------------

    def _count(self, user, accounts, specification):
        self._as(user, accounts).web_read(specification)
        fresh = self._as(user, accounts)
        before = self.cr.sql_log_count
        fresh.web_read(specification)
        return self.cr.sql_log_count - before

    def _read_form(self, user):
        """Return what the web client asks for when the user opens the form."""
        accounts = self._as(user, self.mill)
        view = accounts.get_view(self.env.ref("kam_management.view_kam_account_form").id, "form")
        names = {
            node.get("name")
            for node in etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]")
        }
        return {
            name: {"fields": {"display_name": {}}}
            if accounts._fields[name].type == "many2one"
            else {}
            for name in names
        }

    def test_the_page_adds_few_queries(self):
        for user in (self.rep_shanghai, self.rep_hangzhou, self.manager_east):
            shown = self._read_form(user)
            without = {name: spec for name, spec in shown.items() if name not in ADDED}
            self.assertIn("figures", shown)
            before = self._count(user, self.mill, without)
            after = self._count(user, self.mill, shown)
            with self.subTest(user=user.login):
                self.assertLessEqual(after - before, MOST_QUERIES)
            for days in range(-200, -100, 10):
                self._invoice(10, days, due=days)
                self._owe(days, slot=f"{user.id} {days}")
            with self.subTest(user=user.login, more=True):
                self.assertLessEqual(self._count(user, self.mill, shown), after)

    def test_a_list_asks_as_often_as_one(self):
        user = self.rep_hangzhou
        specification = {
            name: {} for name in (*ADDED, "turnover", "duty_count", "days_since_contact")
        }
        self.assertLessEqual(
            self._count(user, self.mill | self.shop, specification),
            self._count(user, self.mill, specification),
        )

    # ------------------------------------------------------------------
    # lists
    # ------------------------------------------------------------------

    def _measured(self, user, *specs):
        groups = self._as(user, self.env["kam.account"])._read_group(
            [("id", "in", self.accounts.ids)], ["state"], specs
        )
        return {state: tuple(values) for state, *values in groups}

    def test_measures(self):
        self._met(-10)
        found = self._measured(
            self.rep_hangzhou,
            "turnover:sum",
            "duty_count:sum",
            "duty_late_count:sum",
            "contact_count:sum",
            "days_since_contact:avg",
        )
        self.assertEqual(found["key"], (1200 + 7777, 2, 1, 2, 10))
        found = self._measured(self.rep_shanghai, "turnover:sum")
        self.assertEqual(found["key"], (300,))

    def test_costs_as_a_measure(self):
        kind = self.env["kam.account.cost.kind"].search([], limit=1)
        self.env["kam.account.cost"].create(
            {
                "account_id": self.mill.id,
                "kind_id": kind.id,
                "purpose": "Samples",
                "amount": 25,
                "currency_id": self.company.currency_id.id,
                "date": self.today,
            }
        )
        self.assertEqual(self._measured(self.rep_hangzhou, "cost_amount:sum")["key"], (25,))
        self.assertEqual(self._as(self.rep_hangzhou, self.mill).cost_amount, 25)

    def test_no_measure_for_who_may_not_read_what_it_is_made_of(self):
        names = ("turnover", "contact_count", "days_since_contact", "duty_count")
        offered = self._as(self.rep_hangzhou, self.env["kam.account"]).fields_get(names)
        self.assertEqual({offered[name].get("aggregator") for name in names}, {"sum", "avg"})
        hidden = self._as(self.administrator, self.env["kam.account"])
        self.assertFalse(hidden.fields_get(["turnover"])["turnover"].get("aggregator"))
        with self.assertRaises(AccessError):
            self._measured(self.administrator, "turnover:sum")

    def test_invoices_without_a_salesperson_are_told_in_health(self):
        def found():
            health = self.env["kam.health"].with_user(self.administrator)
            lines = health.search(health.action_check()["domain"])
            line = lines.filtered(lambda line: "without a salesperson" in line.name).sudo()
            return line, self.env["account.move"].search(line.action_open()["domain"])

        _line, before = found()
        ordinary = self._invoice(100, -20, partner=self.env["res.partner"].create({"name": "New"}))
        (self.recent | self.refund | ordinary).invoice_user_id = False
        line, after = found()
        self.assertEqual(line.level, "warning")
        self.assertIn("Every salesperson can open them", line.message)
        self.assertEqual(after - before, self.recent | self.refund)

    def test_demo_invoices_are_of_the_account_manager(self):
        demo = self.env["kam.demo"].with_company(self.company)
        stranger = self.env["res.partner"].create({"name": "New", "user_id": self.rep_hangzhou.id})
        for partner, user in (
            (self.mill.partner_id, self.rep_shanghai),
            (self.buyer, self.rep_shanghai),
            (stranger, self.rep_hangzhou),
        ):
            vals = demo._prepare_invoice(partner, self.today, 100)
            self.assertEqual(vals["invoice_user_id"], user.id)

    def test_filters(self):
        accounts = self._as(self.director, self.env["kam.account"])
        late = accounts.search([("deadline_ids", "any", [("standing", "=", "late")])])
        self.assertEqual(late.sudo() & self.accounts, self.mill)
        role = self.env["kam.stakeholder.requirement"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.assertTrue(role, "a company starts with roles that it requires")
        self.assertIn(self.mill, accounts.search([("has_missing_roles", "=", True)]).sudo())
        roles = self.env["kam.stakeholder.requirement"].search(
            [("company_id", "=", self.company.id)]
        )
        for requirement in roles:
            self.env["kam.stakeholder"].create(
                {
                    "account_id": self.mill.id,
                    "partner_id": self.env["res.partner"]
                    .create(
                        {"name": requirement.decision_role, "parent_id": self.mill.partner_id.id}
                    )
                    .id,
                    "decision_role": requirement.decision_role,
                }
            )
        self.assertNotIn(self.mill, accounts.search([("has_missing_roles", "=", True)]).sudo())
        self.assertIn(self.mill, accounts.search([("has_missing_roles", "=", False)]).sudo())
        self.assertFalse(self._as(self.director, self.mill).has_missing_roles)
