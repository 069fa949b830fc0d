from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.kam_management import relations, transactions, wording

from ...rules import history_file

# how many problems one message names
SHOWN_PROBLEMS = 20


class KamCreditHistoryImport(models.TransientModel):
    """Reads the items of a former system from a file, shows them, and enters them."""

    _name = "kam.credit.history.import"
    _description = "Import History Lines"
    _inherit = ["kam.table.file.mixin"]

    _max_bytes = 10 * 1024 * 1024
    _max_rows = 20_000
    _date_columns = frozenset({"date_invoice", "date_due", "date_settled"})

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
    )
    file = fields.Binary(help="A CSV or XLSX file. The page below says how.")
    existing = fields.Selection(
        [("skip", "Leave them as they are"), ("update", "Correct them")],
        string="Numbers That Are Entered Already",
        required=True,
        default="skip",
    )
    unknown_columns = fields.Char(
        string="Columns Not Read", readonly=True, help="Nobody knows what they mean."
    )
    line_ids = relations.One2many("kam.credit.history.import.line", "import_id", string="Lines")
    line_count = fields.Integer(string="Number of Lines", compute="_compute_counts")
    problem_count = fields.Integer(string="Lines with Problems", compute="_compute_counts")

    @api.depends("line_ids.level")
    def _compute_counts(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)
            wizard.problem_count = len(wizard._get_problem_lines())

    def _get_problem_lines(self):
        return self.line_ids.filtered(lambda line: line.level == "problem")

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------

    def action_read_file(self):
        """Replace the lines by those of the file, with a preview of each.

        :return: a window action that shows the dialog again
        :raise UserError: when the file is no table, or names no columns
        """
        self.ensure_one()
        self._check_rights()
        rows, columns, unknown, width = self._read_columns()
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "row": line,
                        "count_surplus": sum(1 for value in values[width:] if value),
                        **{
                            name: self._get_text(values[at])
                            for name, at in columns.items()
                            if at < len(values)
                        },
                    }
                )
                for line, values in rows
            ),
        ]
        self.unknown_columns = wording.listed(self.env, unknown)
        return self.action_check()

    @api.model
    def _get_text(self, value):
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return history_file.clean(value)

    def _read_columns(self):
        """Return the lines below the heading, where which column is, what is not known, and how
        many columns the heading has.
        """
        rows = self._read_rows()
        heading = history_file.find_heading(rows)
        if heading is None:
            raise UserError(
                self.env._(
                    "No line of “File” names the columns. Needed are: %(columns)s.",
                    columns=self._get_column_names(history_file.REQUIRED),
                )
            )
        index, columns, unknown = heading
        missing = [name for name in history_file.REQUIRED if name not in columns]
        if not set(history_file.CUSTOMER) & columns.keys():
            missing.append("customer")
        if missing:
            raise UserError(
                self.env._(
                    "Line %(line)s of “File” has no column %(missing)s. It names: %(found)s.",
                    line=rows[index][0],
                    missing=self._get_column_names(missing),
                    found=wording.listed(self.env, map(history_file.clean, rows[index][1])),
                )
            )
        return rows[index + 1 :], columns, unknown, len(rows[index][1])

    @api.model
    def _get_columns(self):
        """See the base method."""
        labels = self.env["kam.credit.history.import.line"].fields_get(
            history_file.TITLES, ["string"]
        )
        return {
            name: history_file.get_title(name, labels[name]["string"])
            for name in history_file.TITLES
        }

    @api.model
    def _get_template_name(self):
        """See the base method."""
        return self.env._("history_lines")

    @api.model
    def _get_column_names(self, names):
        labels = self.env["kam.credit.history.import.line"].fields_get(names, ["string"])
        return wording.listed(self.env, [f"“{labels[name]['string']}”" for name in names])

    def action_check(self):
        """Look at the lines again, after some were corrected.

        :return: a window action that shows the dialog again
        """
        self.ensure_one()
        self._check_rights()
        self.line_ids._check(self)
        return self._reopen()

    def action_drop_problems(self):
        """Remove the lines that cannot be entered.

        :return: a window action that shows the dialog again
        """
        self.ensure_one()
        self._get_problem_lines().unlink()
        return self._reopen()

    # ------------------------------------------------------------------
    # entering
    # ------------------------------------------------------------------

    def action_import(self):
        """Enter the lines: all of them, or none.

        :return: a window action on the history lines
        :raise AccessError: for everybody but credit administrators
        :raise UserError: when there are none, or some have problems
        """
        self.ensure_one()
        self._check_rights()
        # two who import the same at once come one after the other
        # sudo: the row of the company is only written as it is
        transactions.serialise(self.company_id.sudo())
        self.line_ids._check(self)
        self._check_no_problem()
        model = self.env["kam.credit.history.line"]
        made = model.create(
            [line._prepare_vals(self.company_id) for line in self.line_ids if line.level == "new"]
        )
        known = self.line_ids.filtered("line_id")
        model._correct(
            {line.line_id: line._prepare_correction() for line in known if line.level == "update"}
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_history_line"
        )
        return {**action, "domain": [("id", "in", (made | known.line_id).ids)]}

    def _check_no_problem(self):
        if not self.line_ids:
            raise UserError(self.env._("There is no line yet. Choose a file and read it."))
        problems = self._get_problem_lines()
        if not problems:
            return
        shown = [
            self.env._("• Line %(row)s: %(problem)s", row=line.row, problem=line.message)
            for line in problems[:SHOWN_PROBLEMS]
        ]
        if len(problems) > SHOWN_PROBLEMS:
            shown.append(self.env._("… and %(count)s more", count=len(problems) - SHOWN_PROBLEMS))
        raise UserError(
            self.env._(
                "Nothing has been entered, because some lines have problems (%(count)s of "
                "%(total)s). Mend or remove them:\n%(problems)s",
                count=len(problems),
                total=len(self.line_ids),
                problems="\n".join(shown),
            )
        )

    def _check_rights(self):
        self.env["kam.credit.history.line"].check_access("create")
        if not self.env.su and self.company_id not in self.env.companies:
            raise AccessError(self.env._("Import history lines in a company that you have chosen."))

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import History Lines"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
