from odoo import api, fields, models
from odoo.tools import SQL

from ... import arguments
from ...queries import development_actuals
from ...queries import development_calibration as queries
from .kam_development_actual import SOURCES

# so many forecasts are needed before anything is said of their author
LEAST = 5
# so many months of each count
MONTHS = 12


class KamDevelopmentCalibration(models.Model):
    """How good the forecasts of a person were (development scheme, 2.6): one row per author.

    Whoever submitted a forecast has a row: before the fifth that counts it says how many are
    missing.

    For oneself, and for those who lead the unit. Shares only, no amounts: all invoices count,
    whoever reads.
    """

    _name = "kam.development.calibration"
    _description = "Calibration of Forecasts"
    _auto = False
    _order = "forecasts desc, id"
    _rec_name = "author_id"
    _depends = {
        **SOURCES,
        "kam.position": ["is_current", "unit_id", "user_id"],
        "kam.unit": ["company_id"],
    }

    author_id = fields.Many2one("res.users", string="Forecasts By", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    unit_id = fields.Many2one("kam.unit", readonly=True)
    forecasts = fields.Integer(
        string="Forecasts That Count",
        readonly=True,
        help="Approved, and a year old, or followed by another edition before.",
    )
    missing = fields.Integer(
        string="Forecasts Missing",
        readonly=True,
        aggregator=None,
        help="So many more are needed before anything is said: five in all.",
    )
    error = fields.Float(
        string="Error of Sales",
        readonly=True,
        aggregator=None,
        help="Actual sales of twelve months against those expected, on the average of the "
        "forecasts. Above 0: more was sold than expected.",
    )
    share_in_band = fields.Float(
        string="Months within Low and High",
        readonly=True,
        aggregator=None,
        help="Share of the months whose sales lay between the low and the high case.",
    )
    standing = fields.Char(string="What It Says", compute="_compute_standing")

    @property
    def _table_query(self):
        return queries.calibration(self._get_forecasts(), LEAST)

    @api.model
    def _get_forecasts(self):
        """Return the statement of the forecasts that count."""
        # sudo: all invoices count, whoever reads; only shares are told
        actuals = self.env["kam.development.actual"].sudo()
        statement = development_actuals.actuals(actuals._get_clock(), actuals._get_sales())
        return queries.counted(statement, MONTHS)

    @api.depends("missing", "error")
    @api.depends_context("lang")
    def _compute_standing(self):
        for row in self:
            if row.missing:
                row.standing = (
                    self.env._("Too early: 1 more forecast has to be a year old.")
                    if row.missing == 1
                    else self.env._(
                        "Too early: %s more forecasts have to be a year old.", row.missing
                    )
                )
            elif row.error > 0:
                row.standing = self.env._("Sells more than forecast")
            elif row.error < 0:
                row.standing = self.env._("Sells less than forecast")
            else:
                row.standing = self.env._("Sells as forecast")

    def action_view_forecasts(self):
        """Open the editions with the forecasts that count, as far as the reader may see them.

        :return: a window action
        :raise UserError: for none, or several rows
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_development"
        )
        return {
            **action,
            "display_name": self.env._("Forecasts of %s", self.author_id.name),
            "domain": [("id", "in", self._find_forecasts())],
            "views": [(False, "list"), (False, "form")],
            "context": {},
        }

    def _find_forecasts(self):
        """Return the ids of the editions that count for the author."""
        for model, names in self._depends.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                "SELECT development_id FROM (%s) AS forecast"
                " WHERE author_id = %s AND company_id = %s",
                self._get_forecasts(),
                self.author_id.id,
                self.company_id.id,
            )
        )
        return [development_id for (development_id,) in rows]
