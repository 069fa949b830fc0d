from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kam_management import arguments

from .kam_credit_measure import PHASES

# A row each: what was granted of services is a measure as well, and is written down once.
ROWS = """
    SELECT measure.id * 2 AS id,
           'measure' AS source,
           measure.id AS measure_id,
           NULL::int AS entitlement_id,
           measure.profile_id,
           measure.account_id,
           measure.company_id,
           measure.kind_id,
           NULL::int AS content_id,
           measure.content AS description,
           measure.need,
           measure.date_from,
           least(measure.date_to, measure.date_ended) AS date_to,
           measure.responsible_id AS user_id
      FROM kam_credit_measure AS measure
 UNION ALL
    SELECT entitlement.id * 2 + 1,
           'service',
           NULL,
           entitlement.id,
           profile.id,
           entitlement.account_id,
           entitlement.company_id,
           NULL,
           entitlement.content_id,
           NULL,
           entitlement.reason,
           entitlement.date_from,
           entitlement.date_to,
           entitlement.granted_by_id
      FROM kam_service_entitlement AS entitlement
      JOIN kam_credit_profile AS profile ON profile.account_id = entitlement.account_id
"""


class KamCreditMeasureEntry(models.Model):
    """All that is done for one customer alone: individual measures, and services granted to it
    (scheme, credit management, section 6.3; service, two). Read from where it is kept."""

    _name = "kam.credit.measure.entry"
    _description = "Individual Measure or Service Granted"
    _inherit = ["kam.credit.logged.mixin"]
    _auto = False
    _order = "date_from desc, id desc"
    _depends = {
        "kam.credit.measure": [
            "account_id",
            "company_id",
            "content",
            "date_ended",
            "date_from",
            "date_to",
            "kind_id",
            "need",
            "profile_id",
            "responsible_id",
        ],
        "kam.credit.profile": ["account_id"],
        "kam.service.entitlement": [
            "account_id",
            "company_id",
            "content_id",
            "date_from",
            "date_to",
            "granted_by_id",
            "reason",
        ],
    }
    _logs_openings = False

    source = fields.Selection(
        [("measure", "Individual measure"), ("service", "Service granted")], readonly=True
    )
    measure_id = fields.Many2one("kam.credit.measure", readonly=True)
    entitlement_id = fields.Many2one("kam.service.entitlement", readonly=True)
    profile_id = fields.Many2one("kam.credit.profile", string="Customer", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind_id = fields.Many2one("kam.credit.measure.kind", string="Kind of Measure", readonly=True)
    content_id = fields.Many2one("kam.service.content", string="Service Content", readonly=True)
    title = fields.Char(string="Measure Taken", compute="_compute_title")
    description = fields.Text(string="Content of the Measure", readonly=True)
    need = fields.Text(string="Need It Answers", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, help="Who carries it out, or has granted it."
    )
    phase = fields.Selection(PHASES, string="How It Stands", compute="_compute_phase")

    @property
    def _table_query(self):
        return SQL(ROWS)

    @api.depends("kind_id", "content_id")
    @api.depends_context("lang")
    def _compute_title(self):
        for entry in self:
            entry.title = entry.kind_id.name or entry.content_id.name

    @api.depends("title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.title

    @api.depends("measure_id.phase", "entitlement_id.phase")
    def _compute_phase(self):
        for entry in self:
            entry.phase = entry.measure_id.phase or entry.entitlement_id.phase

    def action_open(self):
        """Open the measure, or what was granted.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return (self.measure_id or self.entitlement_id).get_formview_action()
