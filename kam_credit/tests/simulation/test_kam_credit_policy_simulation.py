import io
from unittest.mock import patch

from lxml import etree
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.exposure import kam_credit_ledger
from ..common import TODAY, day
from .common import KamCreditSimulationCommon


@tagged("post_install", "-at_install")
class TestKamCreditPolicySimulation(KamCreditSimulationCommon):
    """Six customers, worked out by hand: each moves in its own way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slow = cls.make_account("Slow", "yellow", 8000, on_time=6400)
        cls.big = cls.make_account("Big", "green", 11_000)
        cls.small = cls.make_account("Small", "red", 3000)
        cls.riser = cls.make_account("Riser", "black", 7000)
        cls.fresh = cls.make_account("Fresh", None, 1500)
        # Acme holds the red list and buys nothing
        cls.big_order = cls.order(2000, partner=cls.big)
        cls.small_quotation = cls.quotation(700, partner=cls.small)
        cls.env.flush_all()

    @classmethod
    def make_strict(cls):
        """Return an edition with a higher threshold, narrower lists and lower limits."""
        return cls.make_draft(
            {
                "green": {"amount_from": 12_000},
                "yellow": {
                    "amount_from": 6000,
                    "amount_to": 12_000,
                    "limit_method": "turnover",
                    "limit_share": 0.1,
                },
                "red": {"amount_to": 6000, "credit_limit": 600},
            },
            threshold=0.9,
        )

    def test_who_moves_where(self):
        simulation = self.simulate(self.make_strict())
        self.assertEqual(len(simulation.line_ids), 6)
        for partner, expected in (
            (
                self.slow,
                {
                    "move": "lost",
                    "is_by_policy": True,
                    "tier_now": "yellow",
                    "tier_led": "yellow",
                    "tier_then": "none",
                    "reason_then": "below_threshold",
                    "rate_now": 0.8,
                    "rate_then": 0.8,
                    "is_below_now": False,
                    "is_below_then": True,
                    "limit_now": 2000,
                    "limit_then": 0,
                    "has_limit_then": False,
                    "exposure_now": 1600,
                    "available_now": 400,
                    "is_limited_then": False,
                },
            ),
            (
                self.big,
                {
                    "move": "down",
                    "is_by_policy": True,
                    "tier_now": "green",
                    "tier_then": "yellow",
                    "limit_now": 4000,
                    "limit_then": 1100,
                    "exposure_then": 2000,
                    "available_now": 2000,
                    "available_then": -900,
                    "is_over_now": False,
                    "is_over_then": True,
                    "held_count_now": 0,
                    "held_count_then": 1,
                    "held_amount_then": 2000,
                },
            ),
            (
                self.small,
                {
                    "move": "same",
                    "is_by_policy": False,
                    "tier_then": "red",
                    "limit_now": 1000,
                    "limit_then": 600,
                    "held_count_now": 0,
                    "held_count_then": 1,
                    "held_amount_then": 700,
                },
            ),
            (
                self.riser,
                {
                    "move": "up",
                    # the settings in force lead it there as well
                    "is_by_policy": False,
                    "tier_now": "black",
                    "tier_led": "yellow",
                    "tier_then": "yellow",
                    "limit_now": 100,
                    "limit_then": 700,
                },
            ),
            (
                self.fresh,
                {
                    "move": "new",
                    "tier_now": "none",
                    "tier_then": "red",
                    "has_limit_now": False,
                    "limit_then": 600,
                },
            ),
            (
                self.customer,
                {
                    "move": "out",
                    "tier_then": "none",
                    "reason_then": "below_lowest",
                    "limit_now": 1000,
                    "has_limit_then": False,
                },
            ),
        ):
            self.assertLine(self.told(simulation, partner), **expected)
        # who loses most is told first
        self.assertEqual(
            simulation.line_ids.mapped("move"), ["lost", "out", "down", "new", "up", "same"]
        )

    def test_the_headline(self):
        simulation = self.simulate(self.make_strict())
        for name, value in {
            "customer_count": 6,
            "lost_count": 1,
            "out_count": 1,
            "down_count": 1,
            "new_count": 1,
            "up_count": 1,
            "same_count": 1,
            "limit_now": 8100,
            "limit_then": 3000,
            "exposure_now": 3600,
            "exposure_then": 3600,
            "over_now": 0,
            "over_then": 1,
            "held_count_now": 0,
            "held_count_then": 2,
            "held_amount_then": 2700,
        }.items():
            with self.subTest(figure=name):
                self.assertEqual(simulation[name], value)
        self.assertIn("8,100", simulation.headline)
        self.assertTrue(simulation.headline.startswith("Key accounts that would lose"))
        # every number opens its customers
        action = simulation.with_context(search_default_lost=1).action_open_lines()
        self.assertEqual(action["context"]["search_default_lost"], 1)
        self.assertEqual(action["domain"], [("simulation_id", "=", simulation.id)])
        self.assertEqual(simulation.action_open_matrix()["views"][0][1], "pivot")

    def test_lists_stand_in_their_order(self):
        """Pivots and grouped lists: from green to black, no list last; the pivot brings what it
        counts with it, whichever way one comes to it."""
        simulation = self.simulate(self.make_strict())
        lines = self.root["kam.credit.policy.simulation.line"]
        chosen = [("simulation_id", "=", simulation.id)]
        ladder = ["green", "yellow", "red", "black", "none"]
        for name in ("tier_now", "tier_then"):
            [rows] = lines.formatted_read_grouping_sets(chosen, [[name]], ["__count"])
            found = [row[name] for row in rows]
            self.assertEqual(found, [code for code in ladder if code in found])
            self.assertGreater(len(found), 2)
        moves = [row["move"] for row in lines.formatted_read_group(chosen, ["move"], ["__count"])]
        self.assertEqual(moves, ["lost", "out", "down", "new", "up", "same"])
        pivot = etree.fromstring(lines.get_view(view_type="pivot")["arch"])
        self.assertEqual(pivot.get("display_quantity"), "1")
        measures = pivot.xpath("field[@type='measure']/@name")
        self.assertEqual(measures, ["limit_then"])
        # a measure is shown only where it can be summed up
        for name in measures:
            self.assertTrue(lines._fields[name].aggregator, name)

    def test_held_orders(self):
        simulation = self.simulate(self.make_strict())
        found = {
            hold.order_id: (hold.kind, hold.amount_now, hold.amount_then, hold.codes_then)
            for hold in simulation.hold_ids
        }
        self.assertEqual(
            found,
            {
                self.big_order: ("order", 0, 2000, "over_limit"),
                self.small_quotation: ("quotation", 0, 700, "over_limit"),
            },
        )
        self.assertEqual(set(simulation.hold_ids.mapped("reasons_then")), {"Over the limit"})

    def test_read_as_for_many_it_is_the_same(self):
        """Of many customers, and of what their orders add, all is read; of few what is theirs."""
        draft = self.make_draft({"green": {"horizon_days": 30}, "red": {"credit_limit": 600}})
        found = []
        for most in (1, 10_000):
            with (
                self.subTest(from_customers=most),
                patch.object(kam_credit_ledger, "ALL_FROM", most),
                patch.object(
                    type(self.env["kam.credit.ledger"]), "_commitments", return_value={}
                ) as asked,
            ):
                simulation = self.simulate(draft)
                # only of the quotation it is not known by then
                for call in asked.call_args_list:
                    self.assertNotIn(self.big_order.id, call.args[3])
            found.append(
                [
                    *simulation.line_ids.read(["partner_id", "exposure_now", "available_then"]),
                    *simulation.hold_ids.read(["document_name", "amount", "amount_then"]),
                ]
            )
        one, other = ([{**row, "id": 0} for row in rows] for rows in found)
        self.assertEqual(one, other)

    def test_orders_as_the_gate_decides(self):
        """What is said to be held now is what the gate holds when somebody tries."""
        late = self.quotation(50, partner=self.slow, validity_date=day(-1))
        self.tiers["yellow"].overdue_tolerated = 100
        over = self.quotation(100, partner=self.riser)
        fits = self.quotation(900, partner=self.small)
        overdue = self.quotation(10, partner=self.slow)
        self.profile(self.big).sudo()._set_blocked("Insolvent")
        stopped = self.quotation(1, partner=self.big)
        beyond = self.quotation(1, partner=self.riser)
        orders = over | fits | overdue | stopped | beyond
        simulation = self.simulate()
        held = simulation.hold_ids.filtered("is_held_now").order_id
        self.assertEqual(held & orders, overdue | stopped)
        self.assertNotIn(late, held)
        self.assertIn(self.big_order, held)
        for order in orders - beyond:
            with self.subTest(order=order.amount_total):
                order.action_confirm()
                self.assertEqual(order.state != "sale", order in held)

    def test_orders_of_ordinary_customers(self):
        """The edition says how they are looked at; who loses the status becomes one of them."""
        other = self.make_customer("Ordinary")
        self.root["kam.account"]._get_or_create(other, self.company)
        self.sell(other, 500, on_time=0)
        fits = self.quotation(100, partner=other)
        beyond = self.quotation(900, partner=other)
        lost = self.quotation(50, partner=self.slow)
        draft = self.make_strict()
        self.assertEqual(draft.simulation_state, "none")
        simulation = self.simulate(draft)
        self.assertFalse({fits, beyond} & {*simulation.hold_ids.order_id})
        draft.write(
            {
                "ordinary_policy": "hold",
                "ordinary_is_limited": True,
                "ordinary_limit": 1000,
                "ordinary_tolerated": 10_000,
            }
        )
        self.assertEqual(draft.simulation_state, "stale")
        simulation = self.simulate(draft)
        held = simulation.hold_ids.filtered("is_held_then").order_id
        self.assertEqual(held & (fits | beyond | lost), beyond | lost)
        self.assertLine(
            self.told(simulation, other), has_limit_now=False, has_limit_then=True, limit_then=1000
        )
        self.assertLine(self.told(simulation, self.slow), move="lost", limit_then=1000)
        caught = simulation.hold_ids.filtered(lambda hold: hold.ordinary == "caught")
        # also of who becomes one
        self.assertEqual(caught.order_id, beyond | lost)
        self.assertRegex(
            simulation.headline,
            rf"Newly held only because .*: 2 of .*950\.00.* \({beyond.name}.*{lost.name}\)",
        )
        self.assertNotIn("any more only because", simulation.headline)
        self.company.sudo().write(
            {
                "kam_credit_ordinary_policy": "hold",
                "kam_credit_ordinary_is_limited": True,
                "kam_credit_ordinary_limit": 1000,
                "kam_credit_ordinary_tolerated": 10_000,
            }
        )
        # the other way round: the edition does not check them any more
        draft.ordinary_policy = "none"
        freed = self.simulate(draft)
        self.assertEqual(
            freed.hold_ids.filtered(lambda hold: hold.ordinary == "freed").order_id, beyond
        )
        self.assertRegex(freed.headline, rf"any more only because .*: 1 of .* \({beyond.name}\)")
        in_force = self.simulate().hold_ids.filtered("is_held_now").order_id
        for order in (fits, beyond):
            order.action_confirm()
            self.assertEqual(order.state != "sale", order in in_force)

    def test_the_settings_in_force_are_simulated_once(self):
        self.simulate()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.root["kam.credit.policy.simulation"]._protected_create(
                [{"company_id": self.company.id}]
            )

    def test_a_released_order_passes(self):
        simulation = self.simulate(self.make_strict())
        self.assertIn(self.small_quotation, simulation.hold_ids.order_id)
        self.tiers["red"].credit_limit = 600
        self.small_quotation.with_user(self.seller).action_confirm()
        self.release(self.hold(self.small_quotation))
        simulation.action_renew()
        self.assertNotIn(self.small_quotation, simulation.hold_ids.order_id)

    def test_a_draft_like_the_settings_changes_nothing(self):
        simulation = self.simulate(self.make_draft())
        for line in simulation.line_ids:
            self.assertFalse(line.is_by_policy)
            self.assertEqual(line.tier_led == line.tier_then, line.move != "lost")
        of_settings = self.simulate()
        self.assertEqual(
            simulation.line_ids.mapped(lambda line: (line.partner_id, line.move, line.limit_then)),
            of_settings.line_ids.mapped(lambda line: (line.partner_id, line.move, line.limit_then)),
        )

    def test_the_automatic_downgrade_is_previewed(self):
        self.company.sudo().kam_credit_threshold = 0.85
        saved = self.make_account("Saved", "red", 2000, on_time=1000)
        self.receive(saved, 1000, on=day(-45))
        listed = self.root["kam.credit.downgrade.list"].create([{"company_id": self.company.id}])
        listed._find()
        action = listed.action_simulate()
        simulation = self.root["kam.credit.policy.simulation"].browse(action["res_id"])
        lost = simulation.line_ids.filtered(lambda line: line.move == "lost")
        self.assertEqual(
            {(line.partner_id, line.has_receipts) for line in lost},
            {(line.partner_id, line.has_receipts) for line in listed.line_ids},
        )
        self.assertEqual(lost.partner_id.with_env(self.env), self.slow | saved)
        self.assertFalse(any(lost.mapped("is_by_policy")))

    def test_sums_are_asked_as_the_draft_counts(self):
        late = self.make_customer("Ten days late")
        invoice = self.invoice(late, 2000, due=day(-40))
        self.pay(invoice, on=day(-30))
        self.make_key(late, tier=self.tiers["red"])
        self.assertLine(
            self.told(self.simulate(self.make_draft(grace_days=10)), late),
            move="same",
            rate_now=0.0,
            rate_then=1.0,
            is_below_now=True,
            is_below_then=False,
            is_by_policy=True,
        )

    def test_taxes(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Ten",
                "amount": 10,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": self.company.id,
            }
        )
        partner = self.make_customer("Taxed")
        self.pay(self.invoice(partner, 950, due=day(-40), tax=tax), on=day(-45))
        self.make_key(partner, tier=self.tiers["black"])
        self.assertLine(
            self.told(self.simulate(self.make_draft(with_tax=True)), partner),
            transaction_amount_now=950,
            transaction_amount_then=1045,
            move="up",
            tier_then="red",
        )

    def test_counted_by_number(self):
        partner = self.make_customer("Half by number")
        self.sell(partner, 9000)
        self.sell(partner, 1000, on_time=0)
        self.make_key(partner, tier=self.tiers["green"])
        line = self.told(self.simulate(self.make_draft(basis="count")), partner)
        self.assertLine(line, move="lost", rate_now=0.9, rate_then=0.5)

    def test_horizon_and_days_overdue_of_the_list_then(self):
        self.order(self.line(500, customer_lead=40), partner=self.small)
        owing = self.invoice(self.small, 300, due=day(-20))
        self.assertTrue(owing)
        draft = self.make_draft({"red": {"horizon_days": 10, "overdue_days": 30}})
        line = self.told(self.simulate(draft), self.small)
        self.assertLine(line, exposure_now=800, exposure_then=300, overdue_now=300, overdue_then=0)

    def test_out_of_date(self):
        draft = self.make_strict()
        simulation = self.simulate(draft)
        self.assertFalse(simulation.stale_reason)
        self.assertEqual(simulation.date, TODAY)
        draft.threshold = 0.8
        self.env.invalidate_all()
        self.assertEqual(simulation.stale_reason, "policy")
        self.assertEqual(draft.simulation_state, "stale")
        simulation.action_renew()
        self.assertFalse(simulation.stale_reason)
        self.tiers["red"].credit_limit = 5
        self.env.invalidate_all()
        self.assertEqual(simulation.stale_reason, "policy")
        simulation.action_renew()
        with self.at(1):
            self.env.invalidate_all()
            self.assertEqual(simulation.stale_reason, "day")

    def test_the_edition_says_whether_it_was_simulated(self):
        draft = self.make_strict()
        self.assertEqual(draft.simulation_state, "none")
        draft.with_user(self.credit_admin).action_simulate()
        self.env.invalidate_all()
        self.assertEqual(draft.simulation_state, "current")
        self.assertIn("lose their status: 1", draft.with_user(self.director).simulation_headline)
        # it is renewed, not doubled
        draft.with_user(self.director).action_simulate()
        self.assertEqual(len(draft.simulation_ids), 1)
        self.assertEqual(draft.simulation_ids.user_id, self.director)

    def test_what_nobody_renews_goes(self):
        draft = self.make_draft()
        of_draft, of_settings = self.simulate(draft), self.simulate()
        with self.at(100):
            self.root["kam.credit.policy.simulation"]._gc_simulations()
        self.assertTrue(of_draft.exists())
        self.assertFalse(of_settings.exists())
        lines = self.root["kam.credit.policy.simulation.line"]
        self.assertFalse(lines.search([("simulation_id", "=", of_settings.id)]))

    def test_nothing_is_changed(self):
        before = self.profile(self.slow).read()[0]
        self.simulate(self.make_strict())
        self.env.invalidate_all()
        self.assertEqual(self.profile(self.slow).read()[0], before)
        self.assertEqual(self.tiers["red"].credit_limit, 1000)
        self.assertEqual(self.small_quotation.state, "draft")
        self.assertFalse(self.hold(self.small_quotation))

    def test_queries_do_not_grow(self):
        draft = self.make_strict()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.simulate(draft)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(8):
            partner = self.make_account(f"Further {number}", "red", 1500 + number)
            self.quotation(700, partner=partner)
        # what Odoo keeps from one request to the next is warm again
        count()
        self.assertEqual(count(), few)

    def open_workbook(self, simulation):
        """Return the workbook of a simulation as the director gets it."""
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.director)
            ._render_xlsx("kam_credit.report_kam_credit_policy_simulation_xlsx", simulation.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        return load_workbook(io.BytesIO(content))

    def test_numbers_of_the_workbook(self):
        """They have the digits of their fields, shares are percentages; and it can be printed."""
        simulation = self.simulate(self.make_strict())
        self.env.cr.execute(
            "UPDATE kam_credit_policy_simulation_line SET score_now = 71.26400000000001,"
            " has_score = TRUE WHERE simulation_id = %s",
            [simulation.id],
        )
        self.env.invalidate_all()
        sheet = self.open_workbook(simulation)["Customers"]
        row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
        for head, value, shown in (
            ("Score Now", 71.26, "#,##0.00"),
            ("Fulfilment Rate Then", 0.8, "0.00%"),
            ("Limit Now", 2000, "#,##0.00"),
        ):
            with self.subTest(column=head):
                self.assertEqual((row[head].value, row[head].number_format), (value, shown))
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(sheet.print_title_rows, "$1:$1")

    def test_the_workbook(self):
        simulation = self.simulate(self.make_strict())
        self.assertEqual(simulation.action_export()["type"], "ir.actions.report")
        book = self.open_workbook(simulation)
        self.assertEqual(book.sheetnames, ["Customers", "Who Moves Where", "Held Orders"])
        customers = book["Customers"]
        heads = [cell.value for cell in customers[1]]
        total = {head: cell.value for head, cell in zip(heads, customers[8], strict=True)}
        self.assertEqual(total["Customer"], "Total")
        self.assertEqual((total["Limit Now"], total["Limit Then"]), (8100, 3000))
        self.assertEqual(customers.freeze_panes, "B2")
        matrix = book["Who Moves Where"]
        self.assertEqual(matrix.cell(7, 7).value, 6)
