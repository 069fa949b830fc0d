from odoo.fields import Command

from ..approval.forms import FormHelpers
from ..ledger.common import LedgerCommon


class ServiceCommon(FormHelpers, LedgerCommon):
    """Service for the mill, a key account of class A and of ``rep_shanghai``.

    ``supervisor_shanghai``, ``manager_east`` and ``director`` stand above; ``general`` is the
    general manager. ``rep_hangzhou`` looks after the shop, where ``rep_shanghai`` serves, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.general = cls._user("general")
        cls._position(cls.general, cls.centre, "general_manager")
        cls.classes = cls.env["kam.customer.class"]._of_company(cls.company)
        cls.class_a, cls.class_b, cls.class_c = cls.classes[:3]
        cls.mill.class_id = cls.class_a
        cls.shop.class_id = cls.class_c
        cls.requests = cls.env["kam.service.request"]
        cls.rush = cls._content("rush")
        cls.gifts = cls._content("gift")
        cls.consulting = cls._content("consulting")
        cls.customised = cls._content("customised")
        cls.terms = cls._content("terms")

    @classmethod
    def _content(cls, key):
        return cls.env.ref(f"kam_management.service_content_{key}")

    @classmethod
    def _request(cls, *contents, account=None, user=None, line=None, **vals):
        """Let somebody of the team ask for contents; returned as superuser."""
        account = account or cls.mill
        return (
            cls.requests.with_user(user or account.manager_id)
            .create(
                {
                    "account_id": account.id,
                    "line_ids": [
                        Command.create(
                            {
                                "content_id": content.id,
                                "date_wanted": cls._days(10),
                                **(line or {}),
                            }
                        )
                        for content in contents
                    ],
                    **vals,
                }
            )
            .sudo()
        )

    def _approved(self, *contents, **vals):
        """Return a request that superior and manager have approved."""
        request = self._request(*contents, **vals)
        author = request.create_uid
        self.submit(request, author)
        self.approve(request, self.supervisor_shanghai)
        self.approve(request, self.manager_east)
        return request

    def _approve_all(self, request):
        """Let whoever is asked approve what was submitted, step by step."""
        while request.approval_state == "in_review":
            self.approve(request, self._pending(request).candidate_ids[0])

    def _grant(self, content, account=None, user=None, **vals):
        """Let a supervisor grant a content to an account; returned as superuser."""
        return (
            self.env["kam.service.entitlement"]
            .with_user(user or self.supervisor_shanghai)
            .create(
                {
                    "account_id": (account or self.mill).id,
                    "content_id": content.id,
                    "date_to": self._days(90),
                    "reason": "They buy twice as much this year",
                    **vals,
                }
            )
            .sudo()
        )
