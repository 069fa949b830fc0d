from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations

WEIGHT_SUM = 100


class KamRiskTemplate(models.Model):
    """The indicators by which a company judges the risk of a customer (scheme, one.1).

    A template is written as a draft. From its activation on it stays as it is: what changes is a
    new version, and analyses that rest on the version before keep theirs.

    ``kam_risk_template_default``: the template that each company starts with.
    """

    _name = "kam.risk.template"
    _description = "Risk Template"
    _inherit = ["kam.protected.mixin", "kam.thread.mixin"]
    _order = "company_id, version desc, id desc"
    _check_company_auto = True

    _protected_fields = frozenset({"state", "version", "company_id", "date_activated"})
    _protected_except_on_create = frozenset({"company_id"})

    name = fields.Char(required=True, translate=True)
    version = fields.Integer(copy=False, default=1, help="Counted up with each new version.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
        copy=False,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("retired", "Retired")],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    date_activated = fields.Date(string="Active Since", copy=False)
    threshold_medium = fields.Float(
        string="Medium Risk From",
        digits=(5, 2),
        required=True,
        default=45,
        aggregator=None,
        help="Lowest total, in percent of the highest one, that counts as a medium risk. "
        "Totals run from 20 to 100 percent.",
    )
    threshold_high = fields.Float(
        string="High Risk From",
        digits=(5, 2),
        required=True,
        default=65,
        aggregator=None,
        help="Lowest total, in percent of the highest one, that counts as a high risk.",
    )
    indicator_ids = relations.One2many(
        "kam.risk.indicator", "template_id", string="Indicators", copy=True
    )
    weight_sum = fields.Integer(
        string="Sum of Weights",
        compute="_compute_weight_sum",
        help="It has to be 100 before the template is activated.",
    )

    _one_active = models.UniqueIndex(
        "(company_id) WHERE state = 'active'", "The company has an active risk template already."
    )
    _version_uniq = models.Constraint(
        "UNIQUE(company_id, version)", "The company has a risk template of this version already."
    )
    _thresholds_possible = models.Constraint(
        "CHECK(threshold_medium > 20 AND threshold_medium < threshold_high "
        "AND threshold_high <= 100)",
        "“Medium Risk From” must be more than 20 %, and less than “High Risk From”, which is 100 % "
        "at most.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Use “Activate” or “New Version” of the template.")

    @api.depends("indicator_ids.weight")
    def _compute_weight_sum(self):
        for template in self:
            template.weight_sum = sum(template.indicator_ids.mapped("weight"))

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for template in self:
            template.display_name = self.env._(
                "%(name)s, version %(version)s", name=template.name or "", version=template.version
            )

    @api.model
    def _complete_create(self, vals_list):
        """Give templates, which begin as drafts, the next versions of their companies."""
        vals_list = super()._complete_create(vals_list)
        company_ids = [vals.get("company_id") or self.env.company.root_id.id for vals in vals_list]
        template_sudo = self.sudo()  # sudo: versions count whether or not the user reads them
        latest = dict(
            template_sudo._read_group(
                [("company_id", "in", company_ids)], ["company_id"], ["version:max"]
            )
        )
        versions = {company.id: version for company, version in latest.items()}
        numbered = []
        for vals, company_id in zip(vals_list, company_ids, strict=True):
            versions[company_id] = versions.get(company_id, 0) + 1
            numbered.append({**vals, "version": versions[company_id]})
        return numbered

    def write(self, vals):
        """Keep templates that were activated as they are.

        :raise UserError: naming the template
        """
        if {"name", "threshold_medium", "threshold_high", "indicator_ids"} & vals.keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_activated(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what analyses rest on, or may rest on."""
        for template in self:
            if template.state != "draft":
                raise UserError(
                    self.env._(
                        "%(template)s was activated and stays as it is, because analyses rest on "
                        "it. Use “New Version”, change that one, and activate it.",
                        template=template.display_name,
                    )
                )

    def _check_complete(self):
        """Refuse templates with which nobody could judge a customer."""
        self.ensure_one()
        if self.weight_sum != WEIGHT_SUM:
            raise ValidationError(
                self.env._(
                    "The weights of %(template)s add up to %(sum)s: they have to make %(wanted)s.",
                    template=self.display_name,
                    sum=self.weight_sum,
                    wanted=WEIGHT_SUM,
                )
            )
        for indicator in self.indicator_ids:
            indicator._check_anchors()

    def action_activate(self):
        """Activate the template: new screenings take it, the one before is retired.

        :return: True
        :raise UserError: for a template that is no draft
        :raise ValidationError: when weights or anchors are incomplete
        """
        for template in self:
            template.check_access("write")
            template._check_draft()
            template._check_complete()
            before = self.search(
                [("company_id", "=", template.company_id.id), ("state", "=", "active")]
            )
            before._protected_write({"state": "retired"})
            # the unique index looks at the rows one by one
            self.flush_model(["state"])
            template._protected_write(
                {"state": "active", "date_activated": template.company_id._kam_today()}
            )
        return True

    def action_new_version(self):
        """Copy the template as a draft, to be changed and then activated.

        :return: a window action that opens the copy
        """
        self.ensure_one()
        copy = self.copy({"company_id": self.company_id.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": copy.id,
            "view_mode": "form",
        }

    @api.model
    def _get_active(self, company):
        """Return the active template of a company, or none.

        :param res.company company: the company
        """
        # sudo: the standard of the company serves whoever screens, and the job
        return self.sudo().search(
            [("company_id", "=", company.id), ("state", "=", "active")], limit=1
        )
