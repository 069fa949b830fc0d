"""Does the seeded ledger hold what Odoo would have stored? A random sample, computed again."""

import random

SAMPLE = 50
# stored fields that Odoo computes from other rows
_COMPUTED = {
    "account.move.line": ("amount_residual", "amount_residual_currency", "reconciled"),
    "account.move": (
        "amount_untaxed",
        "amount_untaxed_signed",
        "amount_total",
        "amount_total_signed",
        "amount_residual",
        "amount_residual_signed",
        "payment_state",
        "commercial_partner_id",
    ),
    "account.payment": ("is_reconciled", "is_matched", "state"),
    "account.partial.reconcile": ("max_date",),
}


class Unlike(Exception):
    """The seed differs from what Odoo computes."""


def compare(env, partner_ids):
    """Let Odoo compute again what is stored for a sample of debtors.

    :param env: an environment; its transaction is to be rolled back
    :param partner_ids: ids of all seeded debtors
    :return: number of values compared
    :raise Unlike: naming the records that differ
    """
    sample = random.Random(7).sample(partner_ids, min(SAMPLE, len(partner_ids)))
    lines = env["account.move.line"].search([("partner_id", "in", sample)])
    records = {
        "account.move.line": lines,
        "account.move": lines.move_id,
        "account.payment": lines.payment_id,
        "account.partial.reconcile": lines.matched_debit_ids | lines.matched_credit_ids,
    }
    count = 0
    for name, fnames in _COMPUTED.items():
        count += sum(_compare_field(records[name], fname) for fname in fnames)
    return count + _compare_credit(env, sample)


def _compare_field(records, fname):
    stored = {record.id: record[fname] for record in records}
    records.env.add_to_compute(records._fields[fname], records)
    different = records.filtered(lambda record: record[fname] != stored[record.id])
    if different:
        record = different[0]
        raise Unlike(
            f"{record} {fname}: {stored[record.id]} is stored, Odoo computes {record[fname]} "
            f"({len(different)} of {len(records)})"
        )
    return len(records)


def _compare_credit(env, sample):
    receivables = env["account.move.line"]._read_group(
        [
            ("partner_id", "in", sample),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
        ],
        ["partner_id"],
        ["amount_residual:sum"],
    )
    for partner, amount in receivables:
        if abs(partner.credit - amount) > 0.005:
            raise Unlike(f"{partner} credit: {amount} is open, Odoo computes {partner.credit}")
    return len(receivables)
