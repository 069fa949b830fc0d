from datetime import datetime, timedelta

from freezegun import freeze_time

from ..common import KamCreditCommon, day


class KamCreditChangeCommon(KamCreditCommon):
    """Acme bought for 3000 and paid in time: its figures lead to the red list; it holds none.

    ``propose`` lets the evaluation act, ``request`` opens a request by hand; ``submit``,
    ``verify`` (region) and ``sign`` (headquarters) move it on; ``at`` moves the clock to an hour of
    a day, where the company works.
    """

    zone_hours = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.second_approver = cls.make_user("second_approver", cls.headquarters, "credit_approver")
        cls.pay(cls.invoice(cls.customer, 3000, due=day(-9)), on=day(-9))
        cls.account = cls.make_key(cls.customer)
        cls.acme = cls.profile(cls.customer)
        cls.env.flush_all()

    def at(self, offset, hour=10, minute=0):
        """Freeze the clock at a local time, ``offset`` days after today."""
        midnight = datetime.combine(day(offset), datetime.min.time())
        return freeze_time(midnight + timedelta(hours=hour - self.zone_hours, minutes=minute))

    def changes(self, partner=None):
        """Return the requests of a customer, newest first, as superuser."""
        return self.root["kam.credit.change"].search(
            [("profile_id", "=", self.profile(partner or self.customer).id)], order="id desc"
        )

    def propose(self, *partners):
        """Evaluate as the job does, and return the newest request of the first customer."""
        self.store(*(partners or (self.customer,)))
        return self.changes((partners or (self.customer,))[0])[:1]

    def request(self, tier="red", user=None, partner=None, **vals):
        """Open a request by hand, as superuser record."""
        change = (
            self.root["kam.credit.change"]
            .with_user(user or self.credit_officer)
            .create(
                {
                    "profile_id": self.profile(partner or self.customer).id,
                    "tier_to_id": self.tiers[tier].id if tier else False,
                    "justification": "Bought a lot",
                    # asked for where the figures lead to another tier
                    "override_reason": "information",
                    **vals,
                }
            )
        )
        return change.sudo()

    def submitted(self, tier="red", **vals):
        """Open and submit a request."""
        change = self.request(tier, **vals)
        self.submit(change)
        return change

    def submit(self, change, user=None):
        change.with_user(user or self.credit_officer).action_submit()

    def review(self, change, user=None):
        """Return the pending step of a request, as a user sees it."""
        self.env.invalidate_all()
        review = change.review_ids.filtered(lambda review: review.state == "pending")
        return review.with_user(user) if user else review

    def verify(self, change, user=None):
        self.review(change, user or self.credit_reviewer).action_approve("As it should be")

    def sign(self, change, user=None):
        self.review(change, user or self.credit_approver).action_approve()

    def approved(self, tier="red", **vals):
        """Return a request that went through its route."""
        change = self.submitted(tier, **vals)
        self.verify(change)
        self.sign(change)
        return change

    def confirm(self, change, user=None):
        change = change.with_user(user or self.credit_officer)
        change.write({"is_customer_told": True, "measures": "Delivered on account"})
        change.action_confirm()

    def tasks(self, change):
        """Return ``(user, due, name)`` of what the area owes on a request."""
        duties = self.root["kam.deadline"].search(
            [
                ("res_model", "=", change._name),
                ("res_id", "=", change.id),
                ("state", "=", "open"),
                ("code", "!=", "review"),
            ]
        )
        return {
            (user, duty.date_due, duty.kind_id.name) for duty in duties for user in duty.user_ids
        }

    def assertEvent(self, change, kind, tier_from, tier_to):
        """Assert what the newest event of a customer says about a request."""
        event = change.profile_id.event_ids.sorted("id")[-1]
        self.assertEqual(event.kind, kind)
        self.assertEqual(event.tier_from_id.code or None, tier_from)
        self.assertEqual(event.tier_to_id.code or None, tier_to)
        self.assertEqual((event.res_model, event.res_id), (change._name, change.id))
        self.assertIn(change.number, event.document_name)
        return event
