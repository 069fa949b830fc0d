from operator import methodcaller

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ... import arguments, transactions, wording

# Leads to the document, and settles nothing.
OPEN = "open"


class KamMyDay(models.AbstractModel):
    """Doing from the page what settles a duty. The documents check for themselves who may."""

    _inherit = "kam.my.day"

    @api.model
    def settle(self, deadline_ids, key):
        """Do what settles duties that wait for the user, or open their document.

        :param list deadline_ids: ids of one or several open duties of one kind
        :param str key: what is done, one of those that are offered for all of them; ``open`` for
            the document of a single one
        :return: True when they are settled, otherwise an action: a dialog, the document, or what
            was refused and why
        :raise AccessError: for duties that the user may not read, or that wait for others
        :raise UserError: for what has ended by now, or is not offered
        """
        ids = arguments.ids(self.env, self.env._("Deadlines"), deadline_ids)
        duties = self.env["kam.deadline"].browse(ids)
        duties.check_access("read")
        if key == OPEN:
            result = arguments.one(duties).action_open_document()
        else:
            self._check_settled_by(duties, key)
            result = self._settle(duties, key)
        return self._add_views(result) if isinstance(result, dict) else True

    @api.model
    def _add_views(self, action):
        """Return an action with its views, which Odoo adds only to what buttons return."""
        if action["type"] == "ir.actions.act_window" and "views" not in action:
            views = [[False, mode] for mode in action["view_mode"].split(",")]
            return {**action, "views": views}
        if following := (action.get("params") or {}).get("next"):
            return {**action, "params": {**action["params"], "next": self._add_views(following)}}
        return action

    @api.model
    def _check_settled_by(self, duties, key):
        if not duties:
            raise UserError(self.env._("Choose what is to be settled first."))
        for duty in duties:
            if duty.state != "open":
                # sudo: who settled it is told to whoever reads it
                raise UserError(
                    self.env._(
                        "“%(title)s” does not wait any more: %(state)s.",
                        title=duty.title,
                        state=wording.noted(
                            self.env,
                            dict(duty._fields["state"]._description_selection(self.env))[
                                duty.state
                            ],
                            duty.sudo().done_by_id.name,
                        ),
                    )
                )
            if not duty.is_mine:
                raise AccessError(
                    self.env._("“%(title)s” waits for somebody else.", title=duty.title)
                )
        offered = self._describe(duties, True, self._read_documents(duties))
        several = len(duties) > 1
        for description in offered.values():
            keys = {each["key"] for each in description["actions"] if each["bulk"] or not several}
            if not isinstance(key, str) or key not in keys:
                raise UserError(
                    self.env._(
                        "“%(key)s” is not what settles what you chose.", key=arguments.shown(key)
                    )
                )
        if len({description["batch"] for description in offered.values()}) > 1:
            raise UserError(self.env._("Choose what is of one kind, and settle it together."))

    @api.model
    def _settle(self, duties, key):
        """Do what settles duties of one kind. To be extended.

        :param duties: duties that wait for the user, for which it is offered
        :param str key: what is done
        :return: see :meth:`settle`
        """
        return self.env[duties[0].res_model]._settle_duties(duties, key)

    @api.model
    def _attempt(self, record, method_name, otherwise):
        """Call a method of a record; when it refuses, say why and lead to where it is mended.

        :param record: the record
        :param str method_name: a public method without arguments
        :param dict otherwise: the action that is opened when it refuses
        :return: True, or an action
        """
        _done, refused = transactions.run_each(record, methodcaller(method_name))
        if not refused:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Not done yet"),
                "message": str(refused[0][1]),
                "sticky": False,
                "next": otherwise,
            },
        }

    @api.model
    def _open_form(self, document):
        """Return the action that opens a document."""
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
        }
