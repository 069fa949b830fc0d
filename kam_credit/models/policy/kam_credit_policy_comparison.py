from odoo import api, fields, models
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import wording

from .kam_credit_policy import NAMES, SETTINGS, TEXTS

# Where 0 says that there is no end, or nothing of the kind.
NO_END = ("amount_to", "score_to", "horizon_days")
NOTHING = ("limit_ceiling", "temporary_most", "temporary_share", "reassess_months")
# Whole numbers that are no counts: what of.
UNITS = {
    "days": {
        "grace_days",
        "temporary_notice",
        "release_days",
        "dispute_days",
        "year_days",
        "quarter_days",
        "warn_days",
        "horizon_days",
        "overdue_days",
    },
    "hours": {"release_hours"},
    "months": {"capital_months", "reassess_months"},
}


def differs(one, other):
    """Tell whether two values of a field differ; what a dialog shows is what is stored."""
    if isinstance(one, models.BaseModel):
        return one._origin.ids != other._origin.ids
    return one != other


def word_value(record, name):
    """Return what a setting says, for the reader.

    :param record: an edition, one of its lists, a company or a tier
    :param str name: name of the field
    :rtype: str
    """
    env, field, value = record.env, record._fields[name], record[name]
    if field.type == "boolean":
        return env._("Yes") if value else env._("No")
    if field.type == "many2one":
        # sudo: what is called how, for readers who may not open price lists
        return value.sudo().display_name or "—"
    if not value and name in NO_END:
        return "∞"
    if not value and NAMES.get(name, name) in NOTHING:
        return "—"
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, "—")
    if field.type == "monetary":
        return record.currency_id.format(value)
    if field.type == "float" and field.get_digits(env) == (6, 5):
        # shares are kept with five digits
        percent = round(value * 100, 3)
        return wording.percentage(env, percent, digits=0 if percent.is_integer() else 2)
    if field.type == "float":
        return formatLang(env, value, digits=0 if value.is_integer() else 2)
    if field.type == "integer":
        return _word_number(env, name, value)
    return str(value or "—")


def _word_number(env, name, value):
    texts = {
        "days": env._("1 day") if value == 1 else env._("%s days", value),
        "hours": env._("1 hour") if value == 1 else env._("%s hours", value),
        "months": env._("1 month") if value == 1 else env._("%s months", value),
    }
    units = (unit for unit, names in UNITS.items() if NAMES.get(name, name) in names)
    return texts.get(next(units, None), str(value))


class KamCreditPolicy(models.Model):
    """What an edition changes: beside the settings in force, or the edition before it."""

    _inherit = "kam.credit.policy"

    difference_count = fields.Integer(
        string="Differs in", compute="_compute_differences", help="From what is in force."
    )
    differences = fields.Html(string="What It Changes", compute="_compute_differences")
    values_in_force = fields.Json(
        compute="_compute_differences", help="Of the settings that differ: name -> what it is."
    )

    @api.depends(
        lambda self: [
            "company_id",
            "state",
            *SETTINGS,
            *TEXTS,
            "tier_ids.code",
            *(f"tier_ids.{name}" for name in self.env["kam.credit.tier.mixin"]._get_term_fields()),
        ]
    )
    @api.depends_context("lang")
    def _compute_differences(self):
        for policy in self:
            rows = policy._get_differences() if policy.company_id else []
            policy.difference_count = len(rows)
            policy.values_in_force = {row["name"]: row["before"] for row in rows if not row["list"]}
            policy.differences = (
                self.env["ir.qweb"]._render(
                    "kam_credit.kam_credit_policy_differences", {"rows": rows}
                )
                if rows
                else False
            )

    def _get_differences(self):
        """Return what an edition says otherwise than what is in force.

        Of an edition that is or was in force: otherwise than the edition before.

        :return: list of dicts ``list`` (name of the list, or empty), ``name``, ``label``,
            ``before``, ``after``
        """
        self.ensure_one()
        if self.state in ("in_force", "obsolete") and self.date_in_force:
            # sudo: what is compared is read by the same people
            before = self.sudo().edition_of_id
            return self._compare(before, before.tier_ids, str) if before else []
        # sudo: settings of the company, for readers of its scheme
        company = self.company_id.sudo()
        tiers = company.env["kam.credit.tier"].search([("company_id", "=", company.id)])
        return self._compare(company, tiers, SETTINGS.get)

    def _compare(self, other, tiers, named):
        """Return the rows of :meth:`_get_differences`.

        :param other: a company or an edition
        :param tiers: its tiers, or its lists
        :param named: function that returns the name of a setting there
        """
        rows = []
        names = [*SETTINGS, *((*TEXTS, "scorecard_id") if other._name == self._name else ())]
        for name in names:
            there = named(name)
            if differs(self[name], other[there]):
                rows.append(self._row(self, name, word_value(other, there)))
        by_code = {tier.code: tier for tier in tiers}
        for line in self.tier_ids:
            tier = by_code.pop(line.code, None)
            if tier is None:
                rows.append(self._list_row(line, self.env._("—"), self.env._("new")))
                continue
            rows += [
                self._row(line, name, word_value(tier, name))
                for name in line._get_changed_fields(tier)
            ]
        rows += [
            self._list_row(tier, self.env._("there"), self.env._("no more"))
            for tier in by_code.values()
        ]
        return rows

    @api.model
    def _row(self, record, name, before):
        return {
            "list": record.display_name if "code" in record._fields else "",
            "name": name,
            "label": record._fields[name]._description_string(self.env),
            "before": before,
            "after": word_value(record, name),
        }

    @api.model
    def _list_row(self, record, before, after):
        return {
            "list": record.display_name,
            "name": "code",
            "label": record._fields["code"]._description_string(self.env),
            "before": before,
            "after": after,
        }

    def _word_differences(self):
        """Return what the edition says otherwise, a text each."""
        return [
            wording.labelled(
                self.env,
                wording.phrased(self.env, (row["list"], row["label"])),
                f"{row['before']} → {row['after']}",
            )
            for row in self._get_differences()
        ]
