from odoo import SUPERUSER_ID, api

# What asked people until this version, and the jobs that reminded them.
FORMER = (
    "mail_activity_type_review",
    "ir_cron_kam_approval",
    "mail_activity_type_fact_review",
    "ir_cron_kam_stakeholder",
)


def migrate(cr, version):
    """Deadlines begin on the day of the upgrade: of what waits for a decision or a correction.

    The activities that asked for decisions go: forms show their open duties themselves.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    reviews = env["kam.approval.review"]
    reviews.search([("state", "=", "pending"), ("is_form_gone", "=", False)])._open_duties()
    for model in env["kam.approval.route"]._get_form_models():
        drafts = env[model].search([("approval_state", "=", "draft"), ("approval_round", ">", 0)])
        drafts.filtered("return_note")._open_correction()
    stakeholders = env["kam.stakeholder"].search([])
    stakeholders._sync_relationship()
    stakeholders._sync_fact_review()
    env["kam.account"].search([])._sync_statement_duty()
    env["kam.screening"].search([("stage", "=", "candidate")])._open_candidate()
    # what was filed until now is received by the archive room as what is filed from now on
    env["kam.archive.entry"].search([("receipt_state", "=", "waiting")])._ask_archive_room()
    for name in FORMER:
        former = env.ref(f"kam_management.{name}", raise_if_not_found=False)
        if former and former._name == "mail.activity.type":
            env["mail.activity"].with_context(active_test=False).search(
                [("activity_type_id", "=", former.id)]
            ).unlink()
        if former:
            former.unlink()
