from odoo import api, models

from ...rules import snapshots


class KamDevelopment(models.Model):
    """What a development scheme lacks, and what an edition keeps of the account's file."""

    _inherit = "kam.development"

    def _check_submittable(self):
        """See the base method: schemes of developments that go on."""
        super()._check_submittable()
        self._check_going_on()

    @api.model
    def _get_missing_depends(self):
        """See the base method: also whose customer it is."""
        return super()._get_missing_depends() | {"asks_factors", "forecast_ids.sales"}

    def _get_missing(self):
        """See the base method: factors where they are asked for, a forecast, an advantage."""
        missing = super()._get_missing()
        if self.asks_factors and not any(self.factor_ids.mapped("finding")):
            missing.append(
                self.env._("“Influencing Factors”: nothing is found out yet (development, 2.3).")
            )
        if not self._forecasts_sales():
            missing.append(self.env._("“Forecast”: the expected case has no sales yet."))
        if not any(self.advantage_ids.mapped("claim")):
            missing.append(self.env._("“Competitive Advantages”: none is claimed yet."))
        return missing

    def _check_complete_as_entered(self):
        """See the base method: lines are given to a scheme that is stored."""

    def _on_submitted(self):
        """See the base method: what the account's file says is kept with the edition."""
        for development in self:
            development._protected_write({"snapshot": development._prepare_snapshot()})
            development.competitor_ids._keep_comparison()
        super()._on_submitted()

    def _on_replaced(self):
        """See the base method: it holds no more before the next edition does."""
        super()._on_replaced()
        # for the unique index, which looks at each row as it is written
        self.flush_recordset(["control_status", "is_current"])

    def _prepare_snapshot(self):
        """Return what the account's file says now, as codes and plain values. To be extended.

        Names are those of the company's language, as in all that is filed.
        """
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        # sudo: what is filed is complete, whoever submits
        account = self.account_id.sudo().with_context(lang=lang)
        return {
            "customer": account.partner_id.name,
            "number": account.number or None,
            "manager": account.manager_id.name or None,
            "class": account.class_id.name or None,
            "nature": account.nature_id.name or None,
            "product_categories": account.product_category_ids.mapped("complete_name"),
            "service_contents": account.service_content_ids.mapped("name"),
            "group": self.group_id.name or None,
        }

    def _get_snapshot(self):
        """Return what the scheme shows of the account's file: as it is, or as it was kept.

        A scheme that came back to be corrected shows what the file says now.
        """
        self.ensure_one()
        return (self.approval_state != "draft" and self.snapshot) or self._prepare_snapshot()

    def _get_content(self):
        """See the base method: what was kept counts as content, too."""
        return super()._get_content() | snapshots.places(self.snapshot or {}, "snapshot")

    def _get_mail_facts(self):
        """See the base method: also whether it is worth it."""
        return [
            *super()._get_mail_facts(),
            (self._fields["is_worth"]._description_string(self.env), self.verdict),
        ]

    def _get_papers(self):
        """Return what is filed with the record of the development. To be extended.

        :return: list of ``(heading, things)`` as for ``kam.archive.entry._file_process``
        """
        self.ensure_one()
        return []
