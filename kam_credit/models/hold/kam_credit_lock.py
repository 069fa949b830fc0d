import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL


class OthersDecide(UserError, ConcurrencyError):
    """Somebody else decides on the same credit at this moment.

    Odoo repeats the call on fresh data, as with every conflict of two transactions. Whoever comes
    to nothing by that reads what to do.
    """


class KamCreditLock(models.Model):
    """Lets decisions on the credit of one debtor come one after the other.

    Odoo works at REPEATABLE READ: a row that is only locked shows the second of two transactions
    what stood there before the first one. So the row is *written* before anything is read. Of two
    decisions at once the second fails to be serialised, and Odoo repeats it on fresh data.
    """

    _name = "kam.credit.lock"
    _description = "Turn of a Credit Decision"
    _inherit = ["kam.root.company.mixin"]
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    version = fields.Integer(string="Decisions", required=True, readonly=True, default=0)

    _debtor_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)", "A debtor has one turn per company."
    )

    @api.model
    def _take(self, profiles):
        """Take the turn of debtors, until the transaction ends.

        :param kam.credit.profile profiles: whose credit is decided on, with all members of their
            groups
        :raise OthersDecide: when somebody else has their turn
        """
        # always in the same order: nobody waits for somebody who waits for them
        debtors = sorted((profile.partner_id.id, profile.company_id.id) for profile in profiles)
        if not debtors:
            return
        query = SQL(
            """
            INSERT INTO kam_credit_lock (partner_id, company_id, version)
                 VALUES %s
            ON CONFLICT (partner_id, company_id)
              DO UPDATE SET version = kam_credit_lock.version + 1
            """,
            SQL(", ").join(SQL("(%s, %s, 1)", *debtor) for debtor in debtors),
        )
        try:
            self.env.cr.execute(query, log_exceptions=False)
        except (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected) as error:
            raise OthersDecide(
                self.env._("Somebody else decides on the credit of this customer now: try again.")
            ) from error
