from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentTransfer(DevelopmentCommon):
    """A customer who was won: what was found out goes into the account's file (7.1)."""

    def setUp(self):
        super().setUp()
        self.yard.nature_id = self.env.ref("kam_management.customer_nature_dealer")
        self.rival = self.env["kam.competitor"].create(
            {"name": "Rival", "account_id": self.yard.id, "weaknesses": "Slow"}
        )
        development = self._filled(
            competitor_ids=[
                Command.create(
                    {
                        "competitor_id": self.rival.id,
                        "own_strengths": "Depot next door",
                        "own_weaknesses": "Its prices",
                    }
                )
            ]
        )
        for point, finding in (
            ("selling_ability", "Sells through 12 shops"),
            ("own_supply", "A subsidiary supplies half"),
            ("decision_people", "Three sign"),
        ):
            line = development.factor_ids.filtered(lambda line: line.point == point)  # noqa: B023
            line.finding = finding
        self.yard.plans = "A new depot"
        self.submit(development, self.rep_beijing)
        self.approve(development, *self._deciders(development))
        self.development = development
        self.wang = self._stakeholder(self.yard, self._contact("Wang", self.yard), "buyer")
        self._contacted(development, 0, self.wang, progress="proposal")
        self.yard.marketing = "Fairs"

    def _proposed(self, record):
        return {line.place: line for line in record.transfer_ids}

    def test_a_won_record_shows_at_once_what_would_be_taken(self):
        record = self._recorded(self.development, "lost")
        self.assertFalse(record.transfer_ids)
        self.seen_by(self.rep_beijing, record).result = "won"
        lines = self._proposed(record)
        self.assertEqual(
            set(lines),
            {
                "persons_in_charge",
                "marketing",
                "structure",
                "information_analysis",
                "information_judgement",
                "competitor_strengths",
                "competitor_weaknesses",
            },
        )
        self.assertIn("Wang", lines["persons_in_charge"].new_text)
        self.assertIn("A subsidiary supplies half", lines["structure"].new_text)
        self.assertIn("Three sign", lines["information_analysis"].new_text)
        self.assertIn("Depot next door", lines["information_judgement"].new_text)
        # what is empty is filled, what is there is added to only where somebody wants it
        self.assertTrue(lines["structure"].is_taken)
        self.assertFalse(lines["marketing"].is_taken)
        self.assertEqual(lines["marketing"].text_before, "Fairs")
        self.assertEqual(lines["competitor_strengths"].new_text, "Its prices")
        self.assertFalse(lines["competitor_weaknesses"].is_taken)

    def test_what_was_agreed_on_is_written(self):
        record = self._recorded(self.development)
        lines = self._proposed(record)
        self.seen_by(self.rep_beijing, lines["structure"]).new_text = "Half from a subsidiary"
        self.seen_by(self.rep_beijing, lines["information_judgement"]).is_taken = False
        self.seen_by(self.rep_beijing, lines["marketing"]).is_taken = True
        self.submit(record, self.rep_beijing)
        self.assertFalse(self.yard.structure)
        with self._refused("cannot be changed", UserError):
            self.seen_by(self.rep_beijing, lines["structure"]).new_text = "Other"
        self.approve(record, *self._deciders(record))
        self.assertIn("Half from a subsidiary", self.yard.structure)
        self.assertFalse(self.yard.information_judgement)
        self.assertRegex(self.yard.marketing, "Fairs\n.*12 shops")
        self.assertIn("Its prices", self.rival.strengths)
        self.assertEqual(self.rival.weaknesses, "Slow")
        self.assertTrue(lines["structure"].date_taken)
        self.assertFalse(lines["information_judgement"].date_taken)
        self.assertEqual(self.yard.information_user_id, self.director)
        notes = self.yard.message_ids.filtered(lambda note: record.number in (note.body or ""))
        self.assertRegex(notes[:1].body, "Taken into the file.*Structure")

    def test_a_record_of_a_failure_writes_nothing(self):
        record = self._recorded(self.development)
        self.seen_by(self.rep_beijing, record).write(
            {"result": "lost", "reason_ids": [Command.set(self._reasons("lost").ids)]}
        )
        self.submit(record, self.rep_beijing)
        self.approve(record, *self._deciders(record))
        self.assertFalse(self.yard.structure)

    def test_proposed_again(self):
        record = self._recorded(self.development)
        self.seen_by(self.rep_beijing, record.transfer_ids).unlink()
        self.yard.structure = "Two companies"
        self.seen_by(self.rep_beijing, record).action_propose_transfers()
        self.assertFalse(self._proposed(record)["structure"].is_taken)
        self.submit(record, self.rep_beijing)
        with self._refused("."):
            self.seen_by(self.rep_beijing, record).action_propose_transfers()

    def test_lines_name_what_is_of_the_account(self):
        record = self._recorded(self.development)
        other = self.env["kam.competitor"].create({"name": "Far", "account_id": self.shop.id})
        for vals in (
            {"place": "competitor_strengths", "competitor_id": other.id},
            {"place": "competitor_strengths", "competitor_id": False},
            {"place": "staff", "competitor_id": self.rival.id},
        ):
            with (
                self.subTest(vals=vals),
                self._refused("from the file of Yard|you may not see it"),
            ):
                self.seen_by(self.rep_beijing, record).transfer_ids = [
                    Command.create({"new_text": "x", **vals})
                ]

    def test_who(self):
        record = self._recorded(self.development)
        line = record.transfer_ids[:1]
        self.assertTrue(self.seen_by(self.supervisor_north, line).new_text)
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, line).read(["new_text"])
        with self.assertRaises(AccessError):
            self.seen_by(self.administrator, line).new_text = "x"
