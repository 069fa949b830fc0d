from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ... import arguments, protection
from ...rules import routing


class KamApprovalMixin(models.AbstractModel):
    """Submitting forms, many at a time: their steps are frozen and the first ones begin."""

    _inherit = "kam.approval.mixin"

    def save_and_submit(self, vals):
        """Write what was entered and submit the form: both, or neither.

        What is refused leaves nothing behind, neither a draft nor a number.

        :param dict vals: as for ``write``; as for ``create`` when it is called on no form
        :return: id of the form
        :raise UserError: as for :meth:`action_submit`
        :raise AccessError: for whoever may not write, or begin, the form
        """
        form = self
        if not form:
            self.check_access("create")
            self._kam_check_input([vals])
            # asked before a number is drawn
            self.new(self._add_missing_default_values(vals))._check_complete_as_entered()
            form = self.create([vals])
        else:
            arguments.one(self)
            if vals:
                self.write(vals)
        form.action_submit()
        return form.id

    def _submit(self):
        """Submit the forms together: the database is asked once for all of them."""
        if not self:
            return
        self.check_access("write")
        self._serialise()
        for form in self:
            form._check_state("draft")
            form._check_needs_approval()
            form._check_submittable()
        routes = self._find_routes()
        # sudo: submitting makes reviews, which nobody writes themselves; the right to write the
        # forms was checked
        forms = self.sudo()
        forms._close_correction()
        for form in forms.filtered(lambda form: not routes[form.id]):
            form._complete()
        forms = forms.filtered(lambda form: routes[form.id])
        forms._begin_round(routes)
        step_vals = {
            step: step._prepare_review_vals()
            for route in set(routes.values())
            for step in route.step_ids
        }
        reviews = (
            self.env["kam.approval.review"]
            .sudo()  # sudo: as above
            ._protected_create(
                [
                    vals
                    for form in forms
                    for vals in form._prepare_reviews(routes[form.id], step_vals)
                ]
            )
        )
        of_form = reviews.grouped("res_id")
        for form in forms:
            of_form.get(form.id, reviews.browse())._pass_unneeded(form)
        forms._check_decidable(routes, reviews)
        for form in forms:
            form._on_submitted()
        forms._open_next()

    def _begin_round(self, routes):
        """Write that the forms are in review from now on.

        :param dict routes: id of the form -> its route
        """
        now, total_dues, vals_by_form = fields.Datetime.now(), {}, {}
        for form in self:
            first_day = form.date_first_submitted or form._get_approval_first_day()
            key = routes[form.id], first_day
            if key not in total_dues:
                total_dues[key] = routes[form.id]._get_total_due(first_day)
            vals_by_form[form] = {
                "approval_state": "in_review",
                "approval_round": form.approval_round + 1,
                "submitted_by_id": self.env.uid,
                "date_submitted": now,
                "date_first_submitted": first_day,
                "date_total_due": total_dues[key],
                "cancel_code": False,
                "cancel_params": False,
            }
        protection.write_each(vals_by_form)

    def _complete(self):
        """Complete a form that needs nobody's approval."""
        self._protected_write(
            {
                "approval_round": self.approval_round + 1,
                "submitted_by_id": self.env.uid,
                "date_submitted": fields.Datetime.now(),
                "date_first_submitted": self.date_first_submitted or self._get_approval_first_day(),
                "cancel_code": False,
                "cancel_params": False,
            }
        )
        self._on_submitted()
        self._end_round("approved")
        self._on_all_approved()

    def _find_routes(self):
        """Return the route of each form: dict id -> route, an empty one where none is needed.

        :raise UserError: for a form that wants a route and has none, or no unit
        """
        found = {
            company: self.env["kam.approval.route"]._find(self._name, company)
            for company in self.company_id
        }
        nothing = self.env["kam.approval.route"]
        return {form.id: form._check_route(found.get(form.company_id, nothing)) for form in self}

    def _check_route(self, route):
        self.ensure_one()
        if not route and not self._approval_required:
            return route
        if not route:
            raise UserError(
                self.env._(
                    "%(form)s has no approval route in %(company)s: an administrator of key "
                    "accounts enters one under Configuration.",
                    form=self.env["ir.model"]._get(self._name).name,
                    company=self.company_id.name,
                )
            )
        if not self._get_approval_unit():
            raise UserError(
                self.env._(
                    "“Unit” of %(form)s is empty: nobody would decide.", form=self.display_name
                )
            )
        return route

    def _get_authors(self):
        """Return who wrote the form: who created it, and who submitted it in any round."""
        return self.create_uid | self.submitted_by_id | self.review_ids.author_ids

    def _prepare_reviews(self, route, step_vals):
        """Return the values of the steps of the round.

        :param route: the route of the form
        :param dict step_vals: step of the route -> what a review takes from it
        """
        unit = self._get_approval_unit()
        shared = {
            "res_model": self._name,
            "res_id": self.id,
            "document_name": self.display_name,
            "company_id": self.company_id.id,
            "unit_id": unit.id,
            "round": self.approval_round,
            "day_count": route.day_count,
            "allow_same_reviewer": route.allow_same_reviewer,
            "on_total_limit": route.on_total_limit,
            "date_total_due": self.date_total_due,
            "author_ids": [Command.set(self._get_authors().ids)],
        }
        vals_list = []
        for step in route.step_ids:
            vals = {
                **shared,
                **step_vals[step],
                "review_unit_id": step._get_unit(unit).id,
            }
            if step.per_department:
                vals_list += [
                    {**vals, "department_id": department.id}
                    for department in self._get_approval_departments()
                ]
            else:
                vals_list.append(vals)
        return vals_list

    def _check_decidable(self, routes, reviews):
        """Refuse to submit what nobody, or only one person for two steps, could decide.

        Steps that are passed over where nobody is above, and those that lapse, want nobody.

        :param dict routes: id of the form -> its route
        :param reviews: the steps of all the forms
        """
        asked = reviews.filtered(lambda review: review.state == "waiting" and review._is_sure())
        levels = asked._find_levels(asked._find_excluded())
        # all levels count: whoever has decided another step leaves theirs to the unit above
        candidates = {review: self.env["res.users"].union(*levels[review]) for review in asked}
        of_form, asked_of = reviews.grouped("res_id"), asked.grouped("res_id")
        for form in self:
            form._check_has_deciders(
                routes[form.id],
                of_form.get(form.id, reviews.browse()),
                asked_of.get(form.id, reviews.browse()),
                candidates,
            )

    def _check_has_deciders(self, route, reviews, asked, candidates):
        stuck = next((review for review in asked if not candidates[review]), None)
        if stuck is None:
            exclusive = [review for review in asked if review._is_exclusive()]
            index = routing.find_unassignable([candidates[review].ids for review in exclusive])
            stuck = exclusive[index] if index is not None else None
        if stuck is not None or not reviews:
            step = stuck.step_name if reviews else route.name
            raise UserError(
                self.env._(
                    "Nobody could decide “%(step)s” of %(form)s: enter a position for it, held by "
                    "somebody who neither wrote the form nor decides another step.",
                    step=step,
                    form=self.display_name,
                )
            )
