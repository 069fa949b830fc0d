from odoo import api, models

from ... import arguments, wording


class KamDevelopment(models.Model):
    """What became of the forecast, on the scheme: always of this edition, which is named."""

    _inherit = "kam.development"

    def _get_edition_name(self):
        """Return number and mark of the edition, as prints name it."""
        self.ensure_one()
        if not self.revision_mark:
            return self.number or ""
        return self.env._(
            "%(number)s, revision %(mark)s", number=self.number, mark=self.revision_mark
        )

    @api.depends("approval_state", "date_forecast", "is_current")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_actual_figures(self):
        approved = self.filtered(lambda scheme: scheme.approval_state == "approved")
        months = approved._origin._read_actual_months()
        for scheme in self:
            found = months.get(scheme._origin.id)
            scheme.actual_figures = found and {
                "edition": scheme._get_edition_name(),
                "currency_id": scheme.currency_id.id,
                "knows_sales": found[-1]["actual"] is not None,
                "months": found,
            }

    def _read_actual_months(self):
        """Return the months of approved editions, with the rights of the user; one statement.

        :return: dict id -> list of dicts, the first month first; running totals
        """
        if not self:
            return {}
        rows = self.env["kam.development.actual"]
        for model, names in rows._depends.items():
            self.env[model].flush_model(names)
        statement = rows._get_statement(self.ids)
        found = {}
        for row in self.env.execute_query_dict(statement):
            found.setdefault(row["development_id"], []).append(row)
        return {
            key: [
                {
                    "month": month["date_month"].isoformat(),
                    **{
                        name: None if month[column] is None else round(float(month[column]), 2)
                        for name, column in (
                            ("low", "running_low"),
                            ("expected", "running_expected"),
                            ("high", "running_high"),
                            ("actual", "running_sales"),
                        )
                    },
                }
                for month in sorted(months, key=lambda month: month["number"])
            ]
            for key, months in found.items()
        }

    @api.depends("approval_state", "date_forecast", "is_current")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_actuals_note(self):
        sources = self._describe_sources()
        for scheme in self:
            if scheme.approval_state != "approved":
                scheme.actuals_note = self.env._(
                    "Actuals stand beside the forecast of an approved edition."
                )
                continue
            first = self.env._("Forecast of %s.", scheme._get_edition_name())
            if not scheme.is_current:
                first = self.env._(
                    "Forecast of %s, which holds no more: its months end where those of the next "
                    "edition begin.",
                    scheme._get_edition_name(),
                )
            scheme.actuals_note = "\n".join([first, *sources])

    @api.model
    def _describe_sources(self):
        """Return what the comparison does not know, in sentences for its reader."""
        rows, lines = self.env["kam.development.actual"], []
        if not self.env["account.move"].has_access("read"):
            lines.append(self.env._("Actual sales are not shown: you may open no invoices."))
        elif not self.env["kam.account"]._opens_all_invoices():
            lines.append(
                self.env._(
                    "Actual sales stay empty where you may not open all invoices of the customer."
                )
            )
        if not rows._has_margin():
            lines.append(
                self.env._(
                    "Margins are not compared: Odoo knows none, because “Margins” of Sales is not "
                    "installed."
                )
            )
        # sudo: how kinds of cost are set up holds for everybody
        kinds = self.env["kam.account.cost.kind"].sudo().search([("forecast_item", "=", False)])
        if kinds:
            lines.append(
                self.env._(
                    "Kinds of cost that stand beside no item of the forecast: %s.",
                    wording.listed(self.env, kinds.with_env(self.env).mapped("name")),
                )
            )
        lines += self._describe_idle_items()
        if self.env["kam.account.cost"]._knows_expenses():
            lines.append(
                self.env._(
                    "Expenses of employees are among the costs as soon as they are booked, where "
                    "they name an order of the customer."
                )
            )
        elif "hr.expense" in self.env:
            lines.append(
                self.env._(
                    "Expense sheets are not counted: none of them names a customer. Enter what "
                    "was spent on the account under “Costs”."
                )
            )
        return lines

    @api.model
    def _describe_idle_items(self):
        """Name the items of the forecast beside which no kind of cost stands: without a source."""
        kinds = self.env["kam.account.cost.kind"]
        # sudo: as above
        used = set(kinds.sudo().search([("forecast_item", "!=", False)]).mapped("forecast_item"))
        labels = dict(kinds._fields["forecast_item"]._description_selection(self.env))
        idle = [label for item, label in labels.items() if item not in used]
        if not idle:
            return []
        return [
            self.env._(
                "Items of the forecast without a source, because no kind of cost stands beside "
                "them: %s.",
                wording.listed(self.env, idle),
            )
        ]

    def action_view_actuals(self):
        """Open the months of this edition's forecast, with what became of them.

        :return: a window action
        :raise UserError: for none, or several schemes
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_development_actual"
        )
        return {
            **action,
            "display_name": self.env._("Actuals of %s", self._get_edition_name()),
            "domain": [("development_id", "=", self.id)],
            "context": {},
        }
