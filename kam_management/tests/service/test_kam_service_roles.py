from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestKamServiceRoles(ServiceCommon):
    """Who reads and writes what of service."""

    def test_requests(self):
        request = self._request(self.rush)
        own, led = "rwcd", (self.supervisor_shanghai, self.manager_east, self.director)
        table = {
            (self.rep_shanghai, *led): own,
            (self.rep_hangzhou, self.rep_beijing, self.employee): "",
        }
        self.assertRights(request, table)
        self.assertRights(request.line_ids, table)
        # who serves the shop asks for it, too
        other = self._request(self.consulting, account=self.shop)
        self.assertRights(other, {(self.rep_shanghai, self.rep_hangzhou): own})

    def test_what_is_carried_out(self):
        part = self._approved(self.rush).execution_ids
        self.assertRights(
            part,
            {
                (self.rep_shanghai, self.supervisor_shanghai): "rw",
                (self.rep_hangzhou, self.rep_beijing, self.employee): "",
            },
        )
        with self.assertRaises(UserError):
            self.env["kam.service.execution"].with_user(self.rep_shanghai).create(
                {"line_id": part.line_id.id}
            )

    def test_what_is_granted(self):
        grant = self._grant(self.gifts)
        self.assertRights(
            grant,
            {
                (self.supervisor_shanghai, self.manager_east): "rwcd",
                (self.rep_shanghai,): "r",
                (self.rep_beijing, self.employee): "",
            },
        )
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, grant).action_end()
        with self.assertRaises(UserError):
            self.seen_by(self.supervisor_shanghai, grant).write({"allowance": 10})
        self.seen_by(self.supervisor_shanghai, grant).action_end()
        self.assertEqual(grant.date_to, self.today)

    def test_what_classes_are_offered(self):
        offer = self.env["kam.service.offer"].search([("class_id", "=", self.class_a.id)], limit=1)
        self.assertRights(
            offer, {(self.rep_shanghai, self.manager_east): "r", (self.employee,): ""}
        )

    def test_derived_and_exported(self):
        self._approved(self.rush)
        self._grant(self.gifts)
        self.rep_beijing.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        for model in (
            "kam.service.request",
            "kam.service.request.line",
            "kam.service.execution",
            "kam.service.entitlement",
        ):
            with self.subTest(model=model):
                own = self.env[model].with_user(self.rep_beijing)
                self.assertFalse(own.search([]))
                self.assertFalse(own.search_count([("company_id", "!=", False)]))
                self.assertFalse(
                    [row for row in own._read_group([], ["company_id"], ["__count"]) if row[1]]
                )
                with self.assertRaises(AccessError):
                    own.browse(self.env[model].search([], limit=1).id).export_data(["company_id"])

    def test_approval_with_full_knowledge_only(self):
        """What the customer lost meanwhile is not approved any more."""
        request = self._request(self.rush)
        self.submit(request, self.rep_shanghai)
        offer = self.env["kam.service.offer"].search(
            [("class_id", "=", self.class_a.id), ("content_id", "=", self.rush.id)]
        )
        offer.action_end()
        with self.assertRaisesRegex(UserError, "cannot be approved"):
            self.approve(request, self.supervisor_shanghai)

    def test_queries_do_not_grow(self):
        accounts = self.mill | self.shop
        contents = self.rush | self.gifts | self.consulting

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.director)._get_service_answers(self.today, contents)
            return self.env.cr.sql_log_count - before

        count(accounts)
        self.assertLessEqual(count(accounts), count(self.mill) + 1)
