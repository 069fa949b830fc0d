from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, transactions, wording
from odoo.addons.kam_management.wording import format_date

from ...rules import credit_documents as rules


class KamCreditDocument(models.Model):
    """What becomes of a document: somebody who did not bring it verifies or rejects it."""

    _inherit = "kam.credit.document"

    def action_verify(self):
        """Verify documents: somebody has compared them with what they stand for.

        :return: True
        :raise AccessError: for who brought or changed one, its account manager, and everybody who
            does not keep the file
        :raise UserError: for one that was looked at already, says nothing, or has expired
        """
        for document in self:
            document._check_decidable()
            document._check_verifiable()
            document._settle(rules.VERIFIED)
            document._sync_succession()
            document._note_process(self.env._("Verified."))
        self.env["kam.credit.profile"]._note_complete_files(self.company_id)
        return True

    def action_reject(self, reason=""):
        """Reject documents, with a reason for who brought them.

        :param str reason: why
        :return: True
        :raise AccessError: as for :meth:`action_verify`
        :raise UserError: without a reason, or for one that was looked at already
        """
        for document in self:
            document._check_decidable()
        reason = arguments.text(self.env, self._get_label("reject_reason"), reason)
        for document in self:
            if not reason:
                raise UserError(
                    self.env._(
                        "“Reason” is empty: tell %(user)s what is wrong with “%(document)s”.",
                        user=document.brought_by_id.name,
                        document=document.display_name,
                    )
                )
            document._settle(rules.REJECTED, reject_reason=reason)
            document._note_process(self.env._("Rejected: %s", reason))
        return True

    def action_verify_each(self):
        """Verify several documents; those that are refused are named, the others stand.

        :return: an action that tells how many were verified
        """
        done, refused = transactions.run_each(self, lambda document: document.action_verify())
        failures = [document._explain(error) for document, error in refused]
        return transactions.notify_done(self.env, len(done), failures)

    def action_open_rejection(self):
        """Open the dialog that asks why documents are rejected.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject Documents"),
            "res_model": "kam.credit.document.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_document_ids": self.ids},
        }

    def _check_decidable(self):
        """Refuse for whoever may not look at the document, or when somebody has already.

        :raise AccessError: see :meth:`action_verify`
        :raise UserError: naming the state
        """
        self.ensure_one()
        self.check_access("write")
        self.profile_id._check_may_keep_file()
        self._serialise()
        # sudo: who has brought it counts, whoever asks
        if self.env.user in self.sudo().author_ids:
            raise AccessError(
                self.env._(
                    "“%(document)s” was brought or changed by yourself: somebody else who keeps "
                    "the file verifies it.",
                    document=self.display_name,
                )
            )
        if self.verification != rules.TO_VERIFY:
            states = dict(self._fields["verification"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(document)s” is “%(state)s” already: only what is to be verified is looked "
                    "at.",
                    document=self.display_name,
                    state=states[self.verification],
                )
            )

    def _check_verifiable(self):
        """Refuse to verify what says nothing, or is no good any more.

        :raise UserError: naming what is missing
        """
        # sudo: whether there is a file is known to who reads the document
        if not (self.has_copy if self.is_identity else self.sudo().file_ids):
            raise UserError(
                self.env._(
                    "“%(document)s” has no file yet: there is nothing to verify.",
                    document=self.display_name,
                )
            )
        if self._get_period() and not self.date_period_to:
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(document)s” is empty: enter the last day of the period of "
                    "the statements.",
                    field=self._get_label("date_period_to"),
                    document=self.display_name,
                )
            )
        expiry = not self._get_period() and self.date_expiry
        if expiry and expiry < self.company_id._kam_today():
            raise UserError(
                self.env._(
                    "“%(document)s” has expired on %(day)s: ask the customer for a new one.",
                    document=self.display_name,
                    day=format_date(self.env, expiry),
                )
            )

    def _settle(self, verification, **vals):
        """Write what somebody has found."""
        # sudo: who may was checked
        self.sudo()._protected_write(
            {
                "verification": verification,
                "verified_by_id": self.env.uid,
                "date_verified": fields.Datetime.now(),
                "reject_reason": False,
                **vals,
            }
        )

    def _take_back(self):
        """Have documents that were looked at verified anew, because they say something else now."""
        # sudo: the file follows from what its documents say, whoever changes one
        changed = self.sudo().filtered(lambda document: document.verification != rules.TO_VERIFY)
        for document in changed:
            was_verified = document.verification == rules.VERIFIED
            document._protected_write(
                {
                    "verification": rules.TO_VERIFY,
                    "verified_by_id": False,
                    "date_verified": False,
                    "reject_reason": False,
                    "successor_id": False,
                }
            )
            if was_verified:
                document.with_env(self.env)._note_process(
                    self.env._("Changed after it was verified: to be verified anew.")
                )
        changed._sync_succession()

    def _note_process(self, text):
        """Write what became of the document into its conversation."""
        # sudo: a process speaks
        lines = [text]
        if self.checksum:
            lines.append(wording.labelled(self.env, self._get_label("checksum"), self.checksum))
        self.sudo()._message_log(body=wording.sentences(self.env, lines))

    # ------------------------------------------------------------------
    # one at a time
    # ------------------------------------------------------------------

    def _sync_succession(self):
        """Let of each kind that a customer has once only the latest document count.

        The latest is the one of the latest period, and of these the one verified last. Duties to
        renew what counts no more end.
        """
        # sudo: the file follows from its documents, whoever verifies one
        kin = self.sudo().search(
            [
                ("profile_id", "in", self.profile_id.ids),
                ("kind_id", "in", self.kind_id.ids),
                ("verification", "=", rules.VERIFIED),
            ]
        )
        for (_profile, kind), documents in kin.grouped(
            lambda document: (document.profile_id, document.kind_id)
        ).items():
            ordered = documents.sorted(
                lambda document: (
                    document.date_period_to or fields.Date.to_date("1900-01-01"),
                    document.date_verified,
                    document.id,
                )
            )
            followers = [*ordered[1:], self.browse()]
            for document, follower in zip(ordered, followers, strict=True):
                successor = follower if kind.is_single else self.browse()
                if document.successor_id != successor:
                    document._protected_write({"successor_id": successor.id})
        (kin | self.sudo())._sync_renewals()
