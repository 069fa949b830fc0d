from odoo import api, models
from odoo.fields import Command

# What people do with many forms at once, and companies from their own automation: what it is
# called, what it does, and who is offered it. Names in English, as data is.
ACTIONS = {
    "submit": ("Submit", 'records._run_each("action_submit")', "authors"),
    "withdraw": ("Withdraw", 'records._run_each("action_withdraw")', "authors"),
    "give_up": ("Give Up", 'records._run_each("action_give_up")', "authors"),
    "revise": ("Revise", 'records._run_each("action_revise")', "authors"),
    "approve": ("Approve", 'records._open_decision("approve")', "reviewers"),
    "return": ("Return for Correction", 'records._open_decision("return")', "reviewers"),
    "reject": ("Reject", 'records._open_decision("reject")', "reviewers"),
    "extend": ("Extend", "records.action_open_extension()", "extenders"),
}


class KamFormMixin(models.AbstractModel):
    """The server actions of a form, made from the groups that are offered them."""

    _inherit = "kam.form.mixin"

    @api.model
    def _declare_actions(self, authors, reviewers, extenders=None):
        """Make or update the server actions of the form, on its list and its cards.

        Called by the data file of the form. They are records of its module, named
        ``action_server_<table>_<what>``; groups are external ids, separated by commas. Odoo lets
        an action without groups run only for whoever may write the model: each has some.

        :param str authors: who submits, withdraws, gives up and revises
        :param str reviewers: who approves, returns and rejects
        :param str extenders: who gives more time; by default the reviewers
        :return: the actions
        :raise ValueError: for groups that do not exist, or none
        """
        groups = {
            "authors": self._find_groups(authors),
            "reviewers": self._find_groups(reviewers),
            "extenders": self._find_groups(extenders or reviewers),
        }
        model_id = self.env["ir.model"]._get_id(self._name)
        actions = self.env["ir.actions.server"].with_context(lang="en_US")
        return actions._load_records(
            [
                {
                    "xml_id": f"{self._original_module}.action_server_{self._table}_{key}",
                    "values": {
                        "name": name,
                        "model_id": model_id,
                        "binding_model_id": model_id,
                        "binding_view_types": "list,kanban",
                        "group_ids": [Command.link(group.id) for group in groups[who]],
                        "state": "code",
                        "code": f"action = {code}",
                    },
                }
                for key, (name, code, who) in ACTIONS.items()
            ],
            update=True,
        )

    @api.model
    def _find_groups(self, xml_ids):
        groups = [self.env.ref(xml_id.strip()) for xml_id in xml_ids.split(",")]
        return self.env["res.groups"].union(*groups)
