import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ... import migration
from ..common import KamCommon

# full-width letters and digits of the plain ones
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def writings(number):
    """Return other ways in which people write a number."""
    head, tail = number[:2], number[2:]
    return (
        number.lower(),
        number.translate(WIDE),
        f" {head} {tail} ",
        f"{head}\u3000{tail}",
        f"{head}\u200b{tail}",
    )


@tagged("post_install", "-at_install")
class TestKamAccountNumber(KamCommon):
    """A number is the same whatever case, width and blanks it is written with."""

    def test_a_number_is_taken(self):
        for number in writings(self.mill.number):
            with self.subTest(number=number), self.assertRaisesRegex(UserError, "belongs to Mill"):
                self.farm._take_over_numbers({self.farm.id: number})

    def test_the_same_number_keeps_its_writing(self):
        number = self.mill.number
        self.mill._take_over_numbers({self.mill.id: number.lower()})
        self.assertEqual(self.mill.number, number)

    def test_the_database_keeps_it(self):
        for number in writings(self.mill.number):
            with (
                self.subTest(number=number),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.UniqueViolation),
                self.cr.savepoint(),
            ):
                self.farm._protected_write({"number": number})
                self.env.flush_all()
            self.env.invalidate_all()

    def test_upgrade_with_two_that_were_told_apart(self):
        for account, number in ((self.mill, "KA 9"), (self.farm, "ka9"), (self.shop, "KA8")):
            account._protected_write({"number": number + str(account.id)})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_account SET number_key = NULL, number = regexp_replace(number, %s, %s)"
            " WHERE id IN %s",
            [r"9\d+$", "9", (self.mill | self.farm)._ids],
        )
        with self.assertLogs("odoo.addons.kam_management.migration", "WARNING") as log:
            migration.fill_keys(self.cr, "kam_account", "number", "number_key")
        self.env.invalidate_all()
        self.assertEqual((self.mill.number_key, self.farm.number_key), ("ka9", False))
        self.assertEqual(self.shop.number_key, f"ka8{self.shop.id}")
        self.assertIn("“ka9”", log.output[0])

    def test_another_company_has_numbers_of_its_own(self):
        self._make_other_company()
        self.mill_other._protected_write({"number": "ka00002"})
        self.assertEqual(self.mill_other.number_key, "ka00002")

    def test_code_of_a_unit(self):
        self.shanghai.code = "SH 1"
        for code in ("sh1", "ＳＨ１", " Sh\u30001"):
            with (
                self.subTest(code=code),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.UniqueViolation),
                self.cr.savepoint(),
            ):
                self.beijing.code = code
                self.env.flush_all()
            self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.shanghai.code_key = "x"

    def test_archived_customer(self):
        self.farm.partner_id.active = False
        for state in ("potential", "key"):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "is archived"):
                self.farm._transition(
                    state, "takeover", "On the list", self.shanghai, self.rep_shanghai
                )
