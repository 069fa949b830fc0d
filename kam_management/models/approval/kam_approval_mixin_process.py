import inspect

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...rules import route_table, texts
from ...rules.form_states import OPEN_STATES
from ...wording import format_date

NUMBER_TYPES = ("boolean", "integer", "float", "monetary")


def is_blank(field, value):
    """Tell whether a field says nothing; a number and a tick always say something."""
    if field.type in NUMBER_TYPES:
        return False
    return not (texts.trimmed(value) if isinstance(value, str) else value)


class KamApprovalMixin(models.AbstractModel):
    """What a form says for itself: who decides, when it is complete, what follows."""

    _inherit = "kam.approval.mixin"

    # fields (many2one of users) that name who is in charge of the form, besides its author
    _in_charge_fields = ()
    # the route that each company starts with: its steps, what it is called (translated lazily; the
    # name of the form by default), and the days within which everything is decided (0: no limit)
    _approval_route = ()
    _approval_route_name = None
    _approval_total_days = 0
    # fields that are filled before the form is submitted
    _required_to_submit = ()
    # roles in whose units such forms begin; none: in every unit
    _origin_roles = ()

    @api.model
    def _find_origins(self, units, holders):
        """Return the units in which such forms begin, as people are placed. To be extended.

        :param kam.unit units: the units of a company
        :param dict holders: (id of a unit, role) -> who holds it, see ``kam.position``
        """
        if not self._origin_roles:
            return units
        return units.filtered(
            lambda unit: any(holders[unit.id, role] for role in self._origin_roles)
        )

    def _get_approval_unit(self):
        """Return the unit from which the route's levels are seen. To be overridden."""
        self.ensure_one()
        return self.unit_id

    def _get_present_unit(self):
        """Return the unit that the form belongs to by now, in review. To be overridden.

        Its steps are looked for from there, wherever it was submitted.
        """
        self.ensure_one()
        return self._get_approval_unit()

    def _get_approval_departments(self):
        """Return the departments that answer a step per department. To be overridden."""
        return self.env["hr.department"]

    def _get_step_document(self, review):
        """Return what whoever decides a step reads and fills. To be overridden.

        By default the form. Where a department is sent a part of it, that part: a record with
        deadlines and a conversation, which says of itself what a form says in mails.

        :param kam.approval.review review: one step of a round
        :return: a record
        """
        self.ensure_one()
        return self

    def _get_approval_first_day(self):
        """Return the day from which the total limit counts. To be overridden."""
        self.ensure_one()
        return self.company_id._kam_today()

    def _needs_approval(self):
        """Tell whether the form is approved by anybody. To be overridden.

        One that is not is never submitted: it stays writable under the rules of its own process,
        which calls :meth:`_complete` when it ends, so that it is filed.
        """
        self.ensure_one()
        return True

    def _check_needs_approval(self):
        """Refuse to submit what nobody approves.

        :raise UserError: naming the form
        """
        if not self._needs_approval():
            raise UserError(
                self.env._(
                    "%(form)s needs nobody's approval: it is filed when its process ends.",
                    form=self.display_name,
                )
            )

    @api.model
    def _step_conditions(self):
        """Return what the conditions of steps are called, for people. To be extended.

        :return: dict name of a method ``_step_is_…`` -> text
        """
        return {}

    @api.model
    def _get_step_condition_label(self, name):
        """Return what a condition is called; by default the first line of what is said of it."""
        label = self._step_conditions().get(name)
        if label:
            return label
        text = inspect.getdoc(getattr(type(self), name, None)) or name
        return text.splitlines()[0]

    def _ask_step_condition(self, name):
        """Tell whether a step with a condition applies to the form.

        :param str name: the condition, name of a method ``_step_is_…``
        :raise UserError: where the form does not know it any more
        """
        self.ensure_one()
        condition = getattr(self, name, None)
        if condition is None:
            raise UserError(
                self.env._(
                    "%(form)s cannot be asked for the condition %(name)s any more: an "
                    "administrator of key accounts corrects the approval route.",
                    form=self.display_name,
                    name=name,
                )
            )
        return bool(condition())

    def _is_line_writable(self, line, name):
        """Tell whether the user may fill a field of a line while the form is in review.

        Asked of what the step lets its reviewers fill, so that one department cannot write what
        is another's. To be overridden.

        :param line: a line of the form; one that is not stored yet when lines are added
        :param str name: name of a field of the line; ``id`` to add or delete it
        """
        self.ensure_one()
        return True

    @api.model
    def _prepare_default_route(self):
        """Return the values of the route that each company starts with, see ``_approval_route``.

        :return: values for ``kam.approval.route`` with its steps, or a false value for none
        """
        if not self._approval_route:
            return {}
        steps = route_table.prepare_steps(self._approval_route, self.env._)
        values = {
            "total_days": self._approval_total_days,
            "step_ids": [Command.create(vals) for vals in steps],
        }
        if self._approval_route_name:
            values["name"] = self.env._(self._approval_route_name)
        return values

    @api.depends(lambda self: self._get_missing_depends())
    def _compute_missing(self):
        for form in self:
            is_wanted = form.approval_state == "draft" and form._says_missing()
            missing = form._get_missing() if is_wanted else []
            form.missing = "\n".join(missing)

    def _says_missing(self):
        """Tell whether the draft names what it lacks: where it is submitted. To be extended."""
        self.ensure_one()
        return self._needs_approval()

    @api.model
    def _get_missing_depends(self):
        """Return what the list of missing things depends on. To be extended.

        :return: set of names as for ``api.depends``
        """
        return {"approval_state", *self._required_to_submit}

    def _get_missing(self):
        """Return what the form still lacks, shown in the draft and refused when submitting.

        To be extended.

        :return: list of texts, one thing each
        """
        self.ensure_one()
        return [
            self.env._("“%(field)s” is empty.", field=self._get_label(name))
            for name in self._get_required_to_submit()
            if is_blank(self._fields[name], self[name])
        ]

    def _get_required_to_submit(self):
        """Return the names of the fields that are filled in this form. To be overridden.

        By default what the model says; a form may ask for fewer of them.
        """
        return self._required_to_submit

    def _check_submittable(self):
        """Refuse to submit what is incomplete, naming all that is missing. To be extended.

        :raise UserError: when something is missing
        """
        self._check_complete()

    def _check_complete(self):
        """Refuse what is incomplete, stored or not.

        :raise UserError: naming all that is missing
        """
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(form)s cannot be submitted yet:\n%(missing)s",
                    form=self.display_name or self._description,
                    missing="\n".join(f"• {text}" for text in missing),
                )
            )

    def _check_complete_as_entered(self):
        """See :meth:`_check_complete`; asked of a form that is not stored yet. To be overridden.

        A form that is given content as it is stored is asked afterwards only.
        """
        self._check_complete()

    def _check_decision(self, review, decision, opinion):
        """Refuse a decision that this form does not allow. To be overridden.

        :param review: the review that is decided
        :param str decision: approved, returned or rejected; of other kinds of steps answered or
            completed
        :param str opinion: what is written beside the decision
        """

    @api.model
    def _get_in_charge_fields(self):
        """Return the names of the fields that make a form somebody's: author and in charge."""
        return ("create_uid", "submitted_by_id", *self._in_charge_fields)

    def _is_of(self, user):
        """Tell whether a user wrote the form or is in charge of it."""
        self.ensure_one()
        return any(self[name] == user for name in self._get_in_charge_fields())

    @api.model
    def _get_handed_domain(self, users):
        """Return the domain of forms that follow accounts which users give away. To be extended.

        Drafts and forms in review that they wrote, or are in charge of.

        :param res.users users: who looks after the accounts until now
        """
        return Domain("approval_state", "in", OPEN_STATES) & Domain.OR(
            Domain(name, "in", users.ids) for name in self._get_in_charge_fields()
        )

    def _goes_with(self, user):
        """Tell whether a form follows the account that a user gives away. To be extended."""
        return self._is_of(user)

    def _hand_over(self, user_from, user_to):
        """Give forms that are open to whoever follows in the customer's account.

        Called with forms of :meth:`_get_handed_domain`, in an environment that may write them. Puts
        the new person in charge; the author stays who it was. To be extended.

        :param user_from: who looked after the account until now
        :param user_to: who looks after it from now on
        """
        for name in self._in_charge_fields:
            in_charge = self.filtered(lambda form: form[name] == user_from)  # noqa: B023
            in_charge._protected_write({name: user_to.id})
        self.env["kam.approval.review"]._refresh_forms(self)
        self._refresh_duties()

    # What follows from each transition: every override calls ``super()``.

    def _on_submitted(self):
        """Do what follows from submitting. To be extended."""

    def _on_approved(self):
        """Do what follows from approval. To be extended."""

    def _on_all_approved(self):
        """Do what follows from approving forms that were decided together: with each and with all.

        To be extended by what costs the database little when many are done together.
        """
        for form in self:
            form._on_approved()

    def _on_all_rejected(self):
        """Do what follows from rejecting forms together, see :meth:`_on_all_approved`."""
        for form in self:
            form._on_rejected()

    def _on_returned(self):
        """Do what follows when reviewers give the form back for correction. To be extended."""

    def _on_rejected(self):
        """Do what follows from rejection. To be extended."""

    def _on_withdrawn(self):
        """Do what follows when the author takes the form back for correction. To be extended."""

    def _on_cancelled(self):
        """Do what follows when the form is given up, or overtaken. To be extended.

        Why stands in ``cancel_reason``.
        """

    @api.model
    def _get_cancel_reasons(self):
        """Return the reasons that are stored as codes, worded for the reader.

        :return: dict code -> text, with places for what the reason names; extended with
            ``super() | {...}``
        """
        return {
            "given_up": self.env._("Given up by %(user)s"),
            "total_limit": self.env._("Not decided by %(date)s"),
        }

    @api.depends("cancel_code", "cancel_params")
    @api.depends_context("lang")
    def _compute_cancel_reason(self):
        reasons = self._get_cancel_reasons()
        for form in self:
            reason = reasons.get(form.cancel_code)
            params = dict(form.cancel_params or {})
            if "date" in params:
                params["date"] = format_date(self.env, params["date"])
            form.cancel_reason = reason % params if reason else form.cancel_code

    def _check_may_be_given_up(self):
        """Refuse to give up what others still need. To be overridden."""
