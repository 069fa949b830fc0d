from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...models.development.kam_development_factor import FACTOR_OF
from ...models.development.kam_development_letter import ANSWER
from ...rules import developments


class KamDemo(models.AbstractModel):
    """Developments of a year: what became of each is told by its story."""

    _inherit = "kam.demo"

    @api.model
    def _begin_account(self, partner, unit, vals):
        """Give a customer to the user, with what its account says of it.

        :param res.partner partner: the customer
        :param kam.unit unit: where it belongs
        :param dict vals: what the account says: class, nature, product categories, group
        """
        account = self.env["kam.account"]._get_or_create(partner, unit.company_id)
        # sudo: an account that is nobody's yet
        owned = account.sudo()
        owned._change_owner(unit, self.env.user, "Looked after from the first order on.")
        owned.write(vals)

    @api.model
    def _develop(self, partner, days, scheme, story=None):
        """Begin a development as the user, and let happen what its story tells.

        :param res.partner partner: the customer
        :param int days: how many days ago it began; 0: it is being prepared
        :param dict scheme: what the scheme says; ``years`` are the amounts of the expected case,
            ``percent`` how far the other cases lie from it, ``factors`` are ``(point, situation,
            effect, countermeasure)``, ``competitors`` and ``advantages`` lines
        :param dict story: any of ``meeting`` (see :meth:`_hold_meeting`), ``letters`` (see
            :meth:`_write_first`), ``decisions`` (of the scheme), ``waits`` (for a decision),
            ``contacts`` (``(days ago, vals)`` each), ``revisions`` (see :meth:`_revise_forecast`),
            ``ended`` (days ago, values of the record, decisions)
        """
        story = story or {}
        account = self._find_account(partner)
        # sudo: whose company it is
        company = account.sudo().company_id
        begun = self._find_past_moment(company, days)
        development = self.env["kam.development"].create({"account_id": account.id})
        self._fill_scheme(development, begun, dict(scheme))
        if "meeting" in story:
            self._hold_meeting(development, **story["meeting"])
        for letter in story.get("letters", ()):
            self._write_first(development, **letter)
        if "decisions" in story or story.get("waits"):
            development.action_submit()
            decided = self._find_work_moment(company, begun)
            self._decide_steps(development, story.get("decisions", ()), begun, decided)
        if days:
            if development.state == developments.PREPARING:
                development.action_start()
            development._write_process({"date_started": begun})
        for days_ago, vals in story.get("contacts", ()):
            account._note_contact(
                {
                    "user_id": self.env.uid,
                    "date": self._find_past_moment(company, days_ago),
                    "channel": "person",
                    **vals,
                }
            )
        for revision in story.get("revisions", ()):
            self._revise_forecast(development, *revision, scheme.get("percent", 15))
        if "ended" in story:
            self._end_development(development, *story["ended"])

    @api.model
    def _revise_forecast(self, development, days, sales, decisions, percent):
        """Let the next edition of a scheme forecast other sales.

        :param int days: how many days ago it was written
        :param list sales: of the expected case, year by year
        :param decisions: of the edition
        :param percent: how far the other cases lie from the expected one
        """
        written = self._find_past_moment(development.company_id, days)
        current = development._get_editions().filtered("is_current")
        current.action_revise()
        edition = current.edition_ids.filtered(lambda one: one.approval_state == "draft")
        expected = edition.forecast_ids.filtered(lambda line: line.scenario == "expected")
        for line, amount in zip(expected.sorted("year"), sales, strict=True):
            line.write({"sales": amount})
        edition.forecast_ids._fill_cases(edition, percent)
        edition.action_submit()
        decided = self._find_work_moment(development.company_id, written)
        self._decide_steps(edition, decisions, written, decided)

    @api.model
    def _find_account(self, partner):
        return self.env["kam.account"].search([("partner_id", "=", partner.id)], limit=1)

    @api.model
    def _find_past_moment(self, company, days):
        """Return ten o'clock of a day that was worked, so many days ago or some before."""
        day = company._kam_today() - timedelta(days=days)
        is_working = company._kam_is_working()
        while not is_working(day):
            day -= timedelta(days=1)
        return min(company._kam_day_start(day) + timedelta(hours=10), fields.Datetime.now())

    @api.model
    def _fill_scheme(self, development, begun, scheme):
        """Write what a scheme says, and its lines."""
        years = scheme.pop("years", ())
        percent = scheme.pop("percent", 15)
        factors = scheme.pop("factors", ())
        for name in ("competitor_ids", "advantage_ids"):
            scheme[name] = [Command.create(vals) for vals in scheme.pop(name, ())]
        for name in ("date_awareness", "date_satisfaction"):
            if name in scheme:
                scheme[name] = (begun - timedelta(days=scheme[name])).date()
        first = fields.Date.add(begun.date(), months=1, day=1)
        development.write({"date_forecast": first, **scheme})
        expected = development.forecast_ids.filtered(lambda line: line.scenario == "expected")
        for line, year in zip(expected.sorted("year"), years, strict=False):
            line.write(year)
        if years:
            development.forecast_ids._fill_cases(development, percent)
        if factors and not development.factor_ids:
            development.action_add_factors()
        of_point = development.factor_ids.grouped("point")
        for point, finding, consequence, measure in factors:
            vals = {"finding": finding, "consequence": consequence, "measure": measure}
            if point in of_point:
                of_point[point].write(vals)
            else:
                development.factor_ids.create(
                    {"development_id": development.id, "factor": FACTOR_OF.get(point), **vals}
                )

    @api.model
    def _hold_meeting(self, development, convener, opinions, asked=(), decision=None, dissent=()):
        """Let a method be chosen in a meeting.

        :param int convener: id of whoever convenes
        :param list opinions: ``(id of a user, stance, why, with seminar, with material)`` each
        :param asked: ids of those who are asked as well, and have not written yet
        :param dict decision: what is decided; none: opinions are still waited for
        :param dissent: ``(id of a user, why)`` each
        """
        users = self.env["res.users"]
        people = [user for user, *_said in opinions] + [*asked]
        meeting = (
            self.env["kam.development.meeting"]
            .with_user(convener)
            .create(
                {
                    "development_id": development.id,
                    "date_meeting": fields.Datetime.now() + timedelta(days=2),
                    "place": "Small meeting room",
                    "participant_ids": [Command.set(people)],
                }
            )
        )
        for user, stance, why, with_seminar, with_material in opinions:
            own = meeting.with_user(users.browse(user))
            own.action_give_opinion(stance, why, with_seminar, with_material)
        if decision:
            meeting.action_decide(**decision)
            for user, why in dissent:
                meeting.with_user(users.browse(user)).action_dissent(why)

    @api.model
    def _write_first(self, development, stakeholder, days, answer=None, attitude="warm"):
        """Write a letter to somebody at the customer, some days ago.

        :param int stakeholder: id of whom it is written to
        :param int days: how many days ago it was sent; an answer was asked for within a week
        :param str answer: what they answered two days later; none: it is waited for
        """
        company = development.company_id
        contacts = self.env["kam.account.contact"]
        known = contacts.search([("account_id", "=", development.account_id.id)])
        template = self.env["kam.development.letter.template"].search(
            [("company_id", "=", company.id), ("way", "=", "letter")], limit=1
        )
        letter = self.env["kam.development.letter"].create(
            {
                "development_id": development.id,
                "template_id": template.id,
                "stakeholder_id": stakeholder,
                "date_answer": company._kam_today() + timedelta(days=7),
            }
        )
        letter.action_send()
        sent = self._find_past_moment(company, days)
        dates = [sent]
        # sudo: the process's own fields
        own = letter.sudo()
        answer_by = company._kam_day_of(sent) + timedelta(days=7)
        own._protected_write({"date_sent": sent, "date_answer": answer_by})
        own._protected_write({"body_sent": own._fill_body()})
        # sudo: the duty of the answer is a process's
        duties = self.env["kam.deadline"].sudo()._find_open(letter, ANSWER)
        duties._protected_write({"date_due": answer_by})
        if answer:
            letter.action_record_answer(answer, attitude)
            dates.append(self._find_work_moment(company, sent + timedelta(days=1)))
            own._protected_write({"date_answered": dates[-1]})
        written = contacts.search([("account_id", "=", development.account_id.id)]) - known
        for contact, date in zip(written.sorted("id"), dates, strict=True):
            contact.sudo()._protected_write({"date": date})  # sudo: as above

    @api.model
    def _end_development(self, development, days, vals, decisions):
        """Let the record end a development.

        :param int days: how many days ago it was written
        :param dict vals: what it says; ``reasons`` are the places of the classified ones in the
            company's list, ``retry`` is in how many days the customer is approached again
        :param decisions: of the record
        """
        company = development.company_id
        written = self._find_past_moment(company, days)
        record = self.env["kam.development.record"].create({"development_id": development.id})
        reasons = self.env["kam.development.reason"].search(
            [("company_id", "=", company.id), ("kind", "=", vals["result"])], order="sequence, id"
        )
        vals = dict(vals)
        chosen = reasons.browse(reasons.ids[index] for index in vals.pop("reasons"))
        if "retry" in vals:
            vals["date_retry"] = company._kam_today() + timedelta(days=vals.pop("retry"))
        record.write({**vals, "reason_ids": [Command.set(chosen.ids)]})
        record.action_submit()
        decided = self._find_work_moment(company, written)
        self._decide_steps(record, decisions, written, decided)
        if development.date_ended:
            development._write_process({"date_ended": decided})
            days = development.elapsed_days
            record._protected_write({"content": {**record.content, "days": days}})

    @api.model
    def _decide_steps(self, form, decisions, submitted, decided):
        """Let a form be decided, as far as there are steps: one without a superior is left out."""
        self._decide_form(form, decisions[:1], submitted=submitted, decided=decided)
        for decision in decisions[1:]:
            if review := self._find_pending(form):
                self._receive_step(review, decided)
                self._decide_form(form, [decision], decided=decided)
        if form.date_closed:
            # sudo: the engine's own field
            form.sudo()._protected_write({"date_closed": decided})

    @api.model
    def _spend(self, partner, spent):
        """Enter what was spent on a customer, as the user.

        :param res.partner partner: the customer
        :param list spent: ``(days ago, kind, amount, purpose)`` each
        """
        account = self._find_account(partner)
        for days, kind, amount, purpose in spent:
            self.env["kam.account.cost"].create(
                {
                    "account_id": account.id,
                    "kind_id": kind,
                    "amount": amount,
                    "date": self.env.company.root_id._kam_today() - timedelta(days=days),
                    "purpose": purpose,
                }
            )
