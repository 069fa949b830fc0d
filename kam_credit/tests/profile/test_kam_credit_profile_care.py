from odoo.tests import tagged

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamCreditProfileCare(KamCreditCommon):
    """Who looks after the credit of a customer; what hangs on it is tested where it is."""

    def test_credit_roles_over_the_unit_do_but_never_the_account_manager(self):
        self.make_organisation()
        account = self.make_key(self.customer)
        profile = self.profile(self.customer)

        people = (
            self.representative
            | self.supervisor
            | self.south_supervisor
            | self.north_manager
            | self.director
            | self.accountant
            | self.clerk
            | self.credit_officer
            | self.credit_reviewer
            | self.credit_approver
        )

        def carers():
            return people.filtered(lambda user: profile.with_user(user)._is_looked_after())

        of_credit = self.credit_officer | self.credit_reviewer | self.credit_approver
        self.assertEqual(carers(), of_credit)
        account.sudo()._protected_write({"manager_id": self.credit_officer.id})
        self.assertEqual(carers(), of_credit - self.credit_officer)

    def test_other_roles_can_be_asked_for(self):
        self.make_organisation()
        self.make_key(self.customer)
        profile = self.profile(self.customer).with_user(self.credit_officer)
        self.assertTrue(profile._is_looked_after(["credit_officer"]))
        self.assertFalse(profile._is_looked_after(["credit_approver"]))

    def test_nobody_looks_after_nobody(self):
        self.make_organisation()
        nobody = self.env["kam.credit.profile"].with_user(self.credit_approver)
        self.assertFalse(nobody._is_looked_after())
