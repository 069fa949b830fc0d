import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import InformationCommon


@tagged("post_install", "-at_install")
class TestKamCompetitor(InformationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pumps, cls.pipes = cls.env["product.category"].create(
            [{"name": "Pumps"}, {"name": "Pipes"}]
        )

    def test_name_comes_from_the_contact(self):
        with Form(self._as(self.rep_shanghai, self.env["kam.competitor"])) as form:
            form.account_id = self.mill
            form.partner_id = self.stranger
            self.assertEqual(form.name, "Stranger")
            form.product_category_id = self.pumps
        self.assertEqual(self.mill.competitor_ids.display_name, "Stranger · Pumps")
        rival = self._competitor(self.mill, "Rival", partner_id=self.stranger.id)
        self.assertEqual(rival.name, "Rival")

    def test_once_per_product_line(self):
        self._competitor(self.mill, product_category_id=self.pumps.id)
        self._competitor(self.mill, product_category_id=self.pipes.id)
        self._competitor(self.shop, product_category_id=self.pumps.id)
        self._competitor(self.mill)
        for vals in ({"product_category_id": self.pumps.id}, {}):
            with (
                self.subTest(vals=vals),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._competitor(self.mill, "RIVAL", **vals)
                self.env.flush_all()

    def test_share(self):
        for share in (-0.1, 100.1):
            with (
                self.subTest(share=share),
                self.assertRaisesRegex(ValidationError, str(share)),
                self.cr.savepoint(),
            ):
                self._competitor(self.mill, share=share)
        self._competitor(self.mill, "All", share=100)

    def test_shares_of_a_product_line(self):
        line = {"product_category_id": self.pumps.id}
        self._competitor(self.mill, "One", share=60, **line)
        second = self._competitor(self.mill, "Two", share=40, **line)
        self._competitor(self.mill, "Three", share=50, product_category_id=self.pipes.id)
        self._competitor(self.shop, "Two", share=50, **line)
        with self.assertRaisesRegex(ValidationError, "Mill.*Pumps.*100.1"), self.cr.savepoint():
            second.share = 40.1
        with self.assertRaisesRegex(ValidationError, "Pumps"), self.cr.savepoint():
            self._competitor(self.mill, "Four", share=1, **line)

    def test_stays_with_its_account(self):
        rival = self._as(self.rep_shanghai, self._competitor(self.mill))
        with self.assertRaises(UserError):
            rival.account_id = self.shop

    def test_entered_on_the_account(self):
        self._as(self.rep_shanghai, self.shop).write(
            {"competitor_ids": [Command.create({"name": "Met at the counter", "threat": "3"})]}
        )
        self.assertEqual(self.shop.competitor_ids.name, "Met at the counter")
        self.assertEqual(self.shop.competitor_count, 1)
        action = self._as(self.rep_shanghai, self.shop).action_view_competitors()
        self.assertEqual(action["domain"], [("account_id", "=", self.shop.id)])

    def test_merge_of_its_contact(self):
        rival = self._competitor(self.mill, "Rival", partner_id=self.stranger.id)
        twin = self._partner("Stranger")
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.stranger | twin).ids, twin)
        self.env.invalidate_all()
        self.assertEqual(rival.partner_id, twin)

    def test_contact_of_another_company(self):
        self._make_other_company()
        foreign = self._partner("Foreign", company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self._competitor(self.mill, partner_id=foreign.id)
