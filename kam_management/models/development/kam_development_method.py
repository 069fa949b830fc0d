from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ... import arguments, wording
from ...rules import developments, ranking
from .kam_development_letter import ANSWER
from .kam_development_meeting import AHEAD, HOLDING


class KamDevelopment(models.Model):
    """How the customer is won: who convenes the method meeting, and what it has decided.

    Development scheme, 4 and 5.
    """

    _inherit = "kam.development"

    # ------------------------------------------------------------------
    # who convenes
    # ------------------------------------------------------------------

    def _find_conveners(self):
        """Return who convenes the method meetings of developments: dict development -> users.

        The development manager at the unit of the account or above it, the nearest; where there
        is none, the next who leads and ranks above whoever develops (development scheme, 4.2).
        """
        positions = self.env["kam.position"]
        # sudo: where accounts hang, whoever asks
        own = {development: development.sudo() for development in self}
        found = positions._find_nearest(
            {each: (its.account_id.unit_id, "development_manager") for each, its in own.items()}
        )
        left = {each: its for each, its in own.items() if not found[each]}
        if left:
            found.update(self._find_next_above(left))
        return found

    @api.model
    def _find_next_above(self, developments_by_record):
        """Return who is next above those who develop; whoever leads, where nobody ranks above.

        :param dict developments_by_record: development -> the same as superuser
        :return: dict development -> users
        """
        positions = self.env["kam.position"]
        supervising = positions._supervising_roles()
        all_sudo = self.sudo().union(*developments_by_record.values())  # sudo: see above
        ranks = positions._find_ranks(all_sudo.developer_id, all_sudo.company_id)
        wanted = {}
        for development, own in developments_by_record.items():
            rank = ranks[own.company_id.id, own.developer_id.id]
            above = ranking.roles_above(rank, supervising, positions._get_ranks())
            wanted[development] = (own.account_id.unit_id, set().union(*above) or supervising)
        return positions._find_nearest(wanted)

    def _get_groups(self):
        """Return the external ids of the groups of which who acts for a convener has to hold one.

        See ``kam.approval.delegation._find_delegates``.
        """
        self.ensure_one()
        position = self.env["kam.position"]
        groups = position._role_groups()
        return [groups[role] for role in sorted(position._supervising_roles())]

    def _find_convening(self):
        """Return who convenes, and who acts for them today: two sets of users."""
        self.ensure_one()
        conveners = self._find_conveners()[self]
        delegates = self.env["kam.approval.delegation"]._find_delegates(
            {self.sudo(): conveners},  # sudo: whose delegates they are, whoever asks
            defaultdict(self.env["res.users"].browse),
        )
        return conveners, self.env["res.users"].union(*delegates.values())

    def _may_convene(self):
        """Tell whether the user convenes method meetings of the development, or acts for whoever
        does."""
        conveners, delegates = self._find_convening()
        return self.env.su or self.env.user in conveners | delegates

    def _check_convener(self):
        """Refuse what only whoever convenes does.

        :raise AccessError: naming who convenes
        """
        for development in self:
            if development._may_convene():
                continue
            conveners = development._find_conveners()[development]
            # sudo: of which customer, for whoever takes part
            customer = development.sudo().partner_id.name
            if not conveners:
                raise AccessError(
                    self.env._(
                        "Nobody convenes a meeting about %(customer)s: its unit and those above "
                        "have neither a development manager nor anybody who leads. An "
                        "administrator of key accounts enters a position first.",
                        customer=customer,
                    )
                )
            raise AccessError(
                self.env._(
                    "Meetings about %(customer)s are convened, closed and decided by %(people)s, "
                    "or who acts for them.",
                    customer=customer,
                    people=wording.listed(self.env, conveners.mapped("name")),
                )
            )

    def _find_convener(self):
        """Return in whose name the user convenes: their own, or that of whom they act for."""
        conveners, delegates = self._find_convening()
        user = self.env.user
        if user in conveners or user not in delegates:
            return user if user in conveners else conveners[:1] or user
        delegations = self.env["kam.approval.delegation"].sudo()  # sudo: they count for everybody
        found = delegations.search(
            delegations._get_current_domain(self.company_id)
            & Domain("delegate_id", "=", user.id)
            & Domain("user_id", "in", conveners.ids),
            limit=1,
        )
        return found.user_id or conveners[:1]

    def _check_no_meeting_ahead(self):
        """Refuse a second meeting beside one that is not decided.

        :raise UserError: naming the one that goes on
        """
        # sudo: what goes on counts, whoever may read it
        for meeting in self.sudo()._get_origin().meeting_ids:
            if meeting.state in AHEAD:
                raise UserError(
                    self.env._(
                        "%s goes on: decide there first, or cancel it.", meeting.display_name
                    )
                )

    @api.depends("state", "developer_id", "account_id.unit_id")
    @api.depends_context("uid")
    def _compute_can_convene(self):
        for development in self:
            development.can_convene = (
                bool(development._origin)
                and development.state in developments.GOING_ON
                and development._origin._may_convene()
            )

    def action_convene(self):
        """Convene the meeting that chooses the method; open the one that goes on.

        :return: a window action
        :raise AccessError: for everybody but whoever convenes, when none goes on
        :raise UserError: for a development that is over
        """
        arguments.one(self)
        self.check_access("read")
        origin = self._get_origin()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Method Meeting"),
            "res_model": "kam.development.meeting",
            "view_mode": "form",
            "views": [(False, "form")],
        }
        ahead = origin.meeting_ids.filtered(lambda meeting: meeting.state in AHEAD)
        if ahead:
            return {**action, "res_id": ahead[0].id}
        self._check_going_on()
        self._check_convener()
        return {
            **action,
            "context": {
                "default_development_id": origin.id,
                "default_participant_ids": [Command.set(origin._find_advisers().ids)],
            },
        }

    def _find_advisers(self):
        """Return who is proposed to be heard: the group, the team, and whoever develops."""
        # sudo: who belongs to the group and the team, whoever convenes
        own = self.sudo()
        people = own.group_id.leader_id | own.group_id.member_ids | own.developer_id
        people |= own.account_id._get_team()
        able = people._kam_able(self.company_id)
        placed = self.env["kam.position"]._find_units(self.company_id, able)
        return able.filtered(lambda user: user in placed)

    # ------------------------------------------------------------------
    # what was decided
    # ------------------------------------------------------------------

    def _find_method_meeting(self):
        """Return the meeting whose methods hold: the one that was decided last."""
        self.ensure_one()
        decided = self._get_origin().meeting_ids.filtered(lambda each: each.state in HOLDING)
        return decided.sorted(lambda each: (each.date_decided, each.id))[-1:]

    @api.depends("origin_id", "meeting_ids.state", "origin_id.meeting_ids.state")
    @api.depends_context("lang")
    def _compute_method(self):
        for development in self:
            # sudo: what was decided belongs to the scheme, for all who read it
            meeting = development.sudo()._find_method_meeting()
            development.method_text = meeting.methods_text
            development.method_reasons = meeting.decision_reasons

    @api.depends("meeting_ids", "letter_ids", "origin_id")
    @api.depends_context("uid")
    def _compute_winning_counts(self):
        for development in self:
            origin = development._get_origin()
            development.meeting_count = len(origin.meeting_ids)
            development.letter_count = len(origin.letter_ids)

    def _prepare_snapshot(self):
        """See the base method: also how the customer is won (development scheme, 4 and 5)."""
        # sudo: what is filed is complete, whoever submits
        lang = self.company_id.partner_id.lang or self.env.lang
        meeting = self.sudo().with_context(lang=lang)._find_method_meeting()
        return {**super()._prepare_snapshot(), "method": meeting._prepare_snapshot() or None}

    def _get_papers(self):
        """See the base method: also minutes of meetings, and what was written to the customer."""
        lang = self.company_id.partner_id.lang or self.env.lang
        # sudo: what is filed is complete, whoever ends the development
        origin = self.sudo()._get_origin().with_context(lang=lang)
        decided = origin.meeting_ids.filtered(lambda meeting: meeting.state in HOLDING)
        sent = origin.letter_ids.filtered("date_sent")
        return [
            *super()._get_papers(),
            (self.env._("Method meetings"), decided._make_papers()),
            (self.env._("First contacts"), sent._make_papers()),
        ]

    @api.model
    def _make_pages(self, records, template):
        """Return a page of each of some records, as attachments of these.

        :param records: records, as superuser and in the language of what is filed
        :param str template: external id of what a page shows
        """
        pages = self.env["ir.qweb"]
        return (
            self.env["ir.attachment"]
            .sudo()  # sudo: what is filed is made by the process
            .create(
                [
                    {
                        "name": f"{record.display_name}.html",
                        "raw": pages._render(
                            "kam_management.development_page",
                            {"content": pages._render(template, {"o": record})},
                        ).encode(),
                        "mimetype": "text/html",
                        "res_model": record._name,
                        "res_id": record.id,
                    }
                    for record in records
                ]
            )
        )

    def action_view_meetings(self):
        """Open the method meetings of the development.

        :return: a window action
        """
        return self._open_winning("kam.development.meeting")

    def action_view_letters(self):
        """Open the first contacts of the development.

        :return: a window action
        """
        return self._open_winning("kam.development.letter")

    def _open_winning(self, model):
        arguments.one(self)
        self.check_access("read")
        origin = self._get_origin()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"kam_management.action_{self.env[model]._table}"
        )
        return {
            **action,
            "domain": [("development_id", "=", origin.id)],
            "context": {"default_development_id": origin.id, "hide_account": True},
        }

    def action_ask_developer(self):
        """Open the dialog that gives developments to another person.

        :return: a window action
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give to a Person"),
            "res_model": "kam.development.assign",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_development_ids": self.ids},
        }

    # ------------------------------------------------------------------
    # what follows the development
    # ------------------------------------------------------------------

    def _write_process(self, vals):
        """See the base method: whoever develops from now on waits for the answers."""
        result = super()._write_process(vals)
        if "developer_id" in vals:
            # sudo: what is owed passes on, whoever gives it away
            letters = self.sudo()._get_editions().letter_ids
            self.env["kam.deadline"]._refresh(
                Domain("res_model", "=", letters._name)
                & Domain("res_id", "in", letters.ids)
                & Domain("code", "=", ANSWER)
            )
        return result

    def _close_open_work(self, state):
        """See the base method: meetings are not held any more, letters not waited for."""
        super()._close_open_work(state)
        # sudo: as in the base method
        origin = self.sudo()._get_origin()
        origin.meeting_ids.with_env(self.env)._end(self.env._("The development is over."))
        origin.letter_ids.with_env(self.env)._end()
