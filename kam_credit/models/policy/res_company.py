from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..profile.res_company import POLICY_GROUPS
from .kam_credit_policy import NAMES

# Whether an edition of the scheme is writing what it says: nobody else opens this.
_writing = ContextVar("kam_credit_policy_writing", default=False)


@contextmanager
def writing_policy():
    """Let an edition of the scheme write settings and tiers while the block runs."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def is_writing_policy():
    """Tell whether an edition of the scheme is writing at the moment."""
    return _writing.get()


class ResCompany(models.Model):
    """By which edition of the scheme credit is judged: it alone changes the settings it holds."""

    _inherit = "res.company"

    kam_credit_policy_id = fields.Many2one(
        "kam.credit.policy",
        string="Credit Management Scheme in Force",
        copy=False,
        readonly=True,
        ondelete="restrict",
        groups=POLICY_GROUPS,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """See the base method: a new company has no scheme yet.

        :raise UserError: for a company that is to begin with one
        """
        if any(vals.get("kam_credit_policy_id") for vals in vals_list):
            self._kam_refuse_policy()
        return super().create(vals_list)

    def write(self, vals):
        """See the base method: from the first edition on, credit policy is revised, not written.

        :raise UserError: naming the setting, the edition in force, and what to do instead
        """
        names = [*filter(vals.__contains__, (*NAMES, "kam_credit_policy_id"))]
        if names and not is_writing_policy():
            # whoever may not write a company is told nothing of its scheme
            self.check_access("write")
            for company in self:
                changed = [name for name in names if company._kam_changes(name, vals[name])]
                if changed:
                    company._kam_check_policy_open(self._fields[changed[0]])
        return super().write(vals)

    def _kam_changes(self, name, value):
        field = self._fields[name]
        try:
            given = field.convert_to_cache(value, self)
        except (OverflowError, TypeError, ValueError):
            # whatever it is, it is not what is in force
            return True
        return given != field.convert_to_cache(self[name], self)

    def _kam_check_policy_open(self, field):
        """Refuse to change what an edition of the scheme says, unless it is at work itself.

        :param field: what somebody wants to change, a field of a company or a tier
        :raise UserError: naming it, the edition in force, and what to do instead
        """
        self.ensure_one()
        if is_writing_policy():
            return
        policy = self.env["kam.credit.policy"]._find_in_force(self)
        if policy:
            raise UserError(
                self.env._(
                    "“%(field)s” is part of the credit management scheme %(policy)s, which is in "
                    "force: revise the scheme (Key Accounts / Configuration / Credit Management "
                    "Scheme). The setting changes on the day of the approved revision.",
                    field=field._description_string(self.env),
                    policy=policy._get_mark(),
                )
            )
        if field.name == "kam_credit_policy_id":
            self._kam_refuse_policy()

    def _kam_refuse_policy(self):
        raise UserError(
            self.env._("The scheme in force follows from its approval and its day alone.")
        )
