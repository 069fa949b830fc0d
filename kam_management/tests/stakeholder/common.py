from odoo.fields import Command

from ..common import KamCommon

# Words that occur nowhere else in a database.
HOBBY = "plays the xylophone on Wednesdays"
HEALTH = "allergic to quokkas"
FAMILY = "a daughter called Zephyrine"


class StakeholderCommon(KamCommon):
    """Stakeholders of the shop, which has a service team (see KamCommon).

    ======== ============== ============ ========= =====================
    who      role           stance       reports to personal facts
    ======== ============== ============ ========= =====================
    boss     decision maker supporter              hobby, health, family
    buyer    buyer          opponent     boss
    vacancy  approver       unknown      boss
    ======== ============== ============ ========= =====================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the reports of a company require all sorts of roles; here it is these two
        requirements = cls.env["kam.stakeholder.requirement"]
        requirements.search([]).unlink()
        cls.required = requirements.create(
            [{"decision_role": role} for role in ("decision_maker", "approver")]
        )
        cls.boss_partner = cls._contact("Boss", cls.shop, email="boss@shop.example.com")
        cls.buyer_partner = cls._contact("Buyer", cls.shop, function="Buyer of Tiles")
        cls.boss = cls._stakeholder(cls.shop, cls.boss_partner, "decision_maker", influence=5)
        cls.boss.stance = "supporter"
        cls.buyer = cls._stakeholder(cls.shop, cls.buyer_partner, "buyer", stance="opponent")
        cls.vacancy = cls._stakeholder(cls.shop, None, "approver")
        (cls.buyer | cls.vacancy).parent_id = cls.boss
        cls.hobby = cls._fact(cls.boss, "hobby", HOBBY)
        cls.health = cls._fact(cls.boss, "health", HEALTH)
        cls.family = cls._fact(cls.boss, "family", FAMILY)
        cls.facts = cls.hobby | cls.health | cls.family
        cls.system = cls._user("system", "base.group_system")
        cls.archivist = cls._user("archivist", "base.group_user")
        cls._position(cls.archivist, cls.centre, "archivist")
        # exports are for those with Odoo's right to export
        users = cls.rep_hangzhou | cls.rep_shanghai | cls.manager_east | cls.administrator
        users.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]

    @classmethod
    def _contact(cls, name, account, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": account.partner_id.id, **vals}
        )

    @classmethod
    def _stakeholder(cls, account, partner, role, **vals):
        return cls.env["kam.stakeholder"].create(
            {
                "account_id": account.id,
                "partner_id": partner.id if partner else False,
                "decision_role": role,
                **vals,
            }
        )

    @classmethod
    def _fact(cls, stakeholder, kind, text, **vals):
        return cls.env["kam.stakeholder.fact"].create(
            {
                "stakeholder_id": stakeholder.id,
                "kind": kind,
                "text": text,
                "purpose": "Choose a present",
                **vals,
            }
        )

    def _request(self, user, records, **context):
        """Return records as a new request of a user sees them: nothing cached, nothing logged."""
        self.cr.flush()
        self.cr.precommit.clear()
        return self._as(user, records, **context)

    def _log(self):
        """Return the rows of the log since the last call, as (login, kind, how)."""
        rows = self.env["kam.stakeholder.opening"].search([], order="id")
        seen = getattr(self, "_seen", rows.browse())
        self._seen = rows
        return [(row.user_id.login, row.fact_kind, row.how) for row in rows - seen]
