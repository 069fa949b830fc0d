"""What the tests of the loader share: a company with its own books, and loading into it."""

from odoo.tests import TransactionCase

from tools.receivables import load, parse, plan


class ReceivablesCase(TransactionCase):
    """A new company, so that neither demo data nor other tests are in its books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Receivables Test"})
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.books = plan.Books.of(cls.env)

    def plan(self, content):
        """Return the plan for the bytes of a file that is whole in itself."""
        rows, bad = parse.parse(content)
        self.assertFalse(bad, [str(one) for one in bad])
        return plan.make_plan(self.env, self.books, rows)

    def load(self, content):
        """Load the bytes of a file; return the counts of what was written."""
        made = self.plan(content)
        self.assertFalse(made.bad, [str(one) for one in made.bad])
        counts = load.Counts()
        for batch in load.batches(made.tasks):
            counts.add(load.write_batch(self.env, self.books, batch))
        return counts

    def invoice(self, number):
        """Return the invoice with a number of the file."""
        return plan.invoices(self.env, self.books, [number]).get(number, self.env["account.move"])
