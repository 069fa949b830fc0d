from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import wording
from odoo.addons.kam_management.rules import table_file

from ...models.evaluation.kam_credit_history_line import AMOUNT_LIMIT, LAST_DAY
from ...rules import history_file
from ...rules.windows import FIRST_DAY

DATES = ("date_invoice", "date_due", "date_settled")
AMOUNTS = ("amount", "amount_untaxed")
# by which field of a customer a column names it; the first that fits counts
FOUND_BY = {
    "customer": ("ref", "vat", "name"),
    "customer_name": ("name",),
    "customer_ref": ("ref",),
    "customer_vat": ("vat",),
}


class KamCreditHistoryImportLine(models.TransientModel):
    """A line of the file as it stands there, to be corrected where it cannot be read."""

    _name = "kam.credit.history.import.line"
    _description = "History Line to Import"
    _order = "row, id"
    _rec_name = "name"

    import_id = fields.Many2one(
        "kam.credit.history.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(string="Line of the File", readonly=True)
    count_surplus = fields.Integer(
        string="Values without a Column",
        readonly=True,
        help="More values than the heading names: a comma within a name, without quotes.",
    )
    name = fields.Char(string="Number")
    customer = fields.Char(help="Reference, tax id or name of the customer.")
    customer_name = fields.Char()
    customer_ref = fields.Char(string="Customer Reference")
    customer_vat = fields.Char(string="Tax ID")
    date_invoice = fields.Char(string="Invoice Date")
    date_due = fields.Char(string="Due Date")
    amount = fields.Char()
    amount_untaxed = fields.Char(string="Untaxed Amount")
    date_settled = fields.Char(string="Settled On")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer Found",
        ondelete="cascade",
        help="Choose it where the file names none that is found.",
    )
    line_id = fields.Many2one(
        "kam.credit.history.line", string="Entered Already", readonly=True, ondelete="cascade"
    )
    level = fields.Selection(
        [
            ("new", "New"),
            ("update", "Corrects"),
            ("skip", "Left as it is"),
            ("problem", "Problem"),
        ],
        string="Preview",
        readonly=True,
    )
    message = fields.Char(string="What Is Wrong", readonly=True)

    # ------------------------------------------------------------------
    # looking at the lines: the database is asked once for all of them
    # ------------------------------------------------------------------

    def _check(self, wizard):
        """Find customers and lines that are entered already, and say what is wrong.

        :param kam.credit.history.import wizard: whose lines
        """
        problems = self._find_customers(wizard.company_id)
        known = self._find_known(wizard.company_id)
        keys = Counter(line._get_key() for line in self)
        today = wizard.company_id._kam_today()
        for line in self:
            found = [
                line._get_surplus_problem(),
                problems.get(line),
                *line._get_value_problems(today),
                line._get_double_problem(keys),
            ]
            message = wording.sentences(self.env, found)
            line.line_id = known.get(line._get_key())
            line.message = message
            if message:
                line.level = "problem"
            elif line.line_id:
                line.level = wizard.existing
            else:
                line.level = "new"

    def _get_surplus_problem(self):
        self.ensure_one()
        if not self.count_surplus:
            return None
        return self.env._(
            "Has more values than the heading has columns, by %(count)s. Put a name with commas "
            "in quotes.",
            count=self.count_surplus,
        )

    def _get_key(self):
        self.ensure_one()
        return self.partner_id.commercial_partner_id.id, (self.name or "").strip()

    def _find_customers(self, company):
        """Let each line name its customer; return what is wrong: dict line -> text."""
        texts = defaultdict(set)
        for line in self:
            for column, names in FOUND_BY.items():
                if line[column]:
                    for name in names:
                        texts[name].add(line[column])
        # who bought in earlier years may be archived by now
        partners = self.env["res.partner"].with_context(active_test=False)
        wanted = Domain.OR(Domain(name, "in", list(values)) for name, values in texts.items())
        found = partners.search(Domain(partners._check_company_domain(company)) & wanted)
        by_text = {name: found.grouped(lambda one, name=name: one[name]) for name in texts}
        problems, lines_by_partner = {}, defaultdict(self.browse)
        for line in self:
            if line.partner_id and not line._names_customer():
                continue
            partner, problem = line._match_customer(by_text)
            # a customer that was chosen by hand stays where the file names none
            if partner:
                lines_by_partner[partner] |= line
            elif problem and not line.partner_id:
                problems[line] = problem
        for partner, lines in lines_by_partner.items():
            lines.partner_id = partner
        return problems

    def _names_customer(self):
        return any(self[column] for column in FOUND_BY)

    def _match_customer(self, by_text):
        """Return the customer that the columns name together, and else what is wrong.

        :param dict by_text: field -> text -> partners
        """
        self.ensure_one()
        nobody = self.env["res.partner"]
        fitting = None
        for column, names in FOUND_BY.items():
            text = self[column]
            if not text:
                continue
            hits = next(
                (by_text[name][text] for name in names if text in by_text.get(name, ())), nobody
            )
            if not hits:
                return nobody, self.env._(
                    "“%(column)s” %(value)s: no customer is found by it.",
                    column=self._fields[column]._description_string(self.env),
                    value=text,
                )
            fitting = hits if fitting is None else fitting & hits
        if fitting is None:
            return nobody, self.env._("“Customer” is empty.")
        customers = fitting.commercial_partner_id
        if len(customers) == 1:
            return (fitting if len(fitting) == 1 else customers), None
        if not customers:
            return nobody, self.env._("The columns name different customers.")
        return nobody, self.env._(
            "%(count)s customers fit: name one by its reference, or choose it in the line.",
            count=len(customers),
        )

    def _find_known(self, company):
        """Return the lines that are entered already: dict key -> line."""
        lines = self.env["kam.credit.history.line"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("name", "in", [(line.name or "").strip() for line in self]),
            ],
            ["commercial_partner_id", "name"],
        )
        return {(line.commercial_partner_id.id, line.name): line for line in lines}

    # ------------------------------------------------------------------
    # what a line says
    # ------------------------------------------------------------------

    def _get_double_problem(self, keys):
        customer, number = key = self._get_key()
        if not customer or not number or keys[key] == 1:
            return None
        return self.env._(
            "“Number” %(number)s of this customer is in several lines: keep one, or number them, "
            "such as %(number)s/2 for a second instalment.",
            number=number,
        )

    def _get_value_problems(self, today):
        """Return what is wrong with number, days and amounts."""
        problems = []
        if not (self.name or "").strip():
            problems.append(self.env._("“Number” is empty."))
        for name, read in (
            *((name, self._read_day) for name in DATES),
            *((name, self._read_amount) for name in AMOUNTS),
        ):
            is_needed = name in history_file.REQUIRED
            if not self[name]:
                if is_needed:
                    problems.append(self._word(name, self.env._("is empty.")))
                continue
            try:
                value = read(name)
            except (ValueError, OverflowError):
                problems.append(
                    self._word(name, self.env._("“%s” cannot be read.", self[name][:50]))
                )
                continue
            if name in DATES:
                last = LAST_DAY if name == "date_due" else today
                is_good = FIRST_DAY <= value <= last
            else:
                is_good = 0 < value < AMOUNT_LIMIT or (value == 0 and not is_needed)
            if not is_good:
                problems.append(
                    self._word(name, self.env._("%s is not possible.", self[name][:50]))
                )
        return problems or self._get_amount_problems()

    def _get_amount_problems(self):
        amounts = {name: self._read_amount(name) for name in AMOUNTS if self[name]}
        if amounts.get("amount_untaxed", 0) > amounts["amount"]:
            return [self.env._("“Untaxed Amount” is more than “Amount”.")]
        return []

    def _word(self, name, text):
        label = self._fields[name]._description_string(self.env)
        return self.env._("“%(field)s” %(problem)s", field=label, problem=text)

    def _read_day(self, name):
        return table_file.read_date(self[name])

    def _read_amount(self, name):
        return history_file.read_amount(self[name])

    def _read(self):
        """Return what the line says, as values of a history line."""
        self.ensure_one()
        return {
            **{name: self._read_day(name) if self[name] else False for name in DATES},
            **{name: self._read_amount(name) if self[name] else 0 for name in AMOUNTS},
        }

    @api.model
    def _differs(self, line, name, value):
        if name in AMOUNTS:
            return bool(line.currency_id.compare_amounts(line[name], value))
        return line[name] != value

    def _prepare_vals(self, company):
        """Return the values of the new history line."""
        self.ensure_one()
        return {
            "company_id": company.id,
            "partner_id": self.partner_id.id,
            "name": self.name.strip(),
            **self._read(),
        }

    def _prepare_correction(self):
        """Return what differs from the line that is entered already."""
        self.ensure_one()
        vals = self._read()
        vals["amount_untaxed"] = vals["amount_untaxed"] or vals["amount"]
        return {
            name: value for name, value in vals.items() if self._differs(self.line_id, name, value)
        }
