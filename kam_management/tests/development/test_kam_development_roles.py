from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DevelopmentCommon

LINES = ("factor_ids", "competitor_ids", "forecast_ids", "advantage_ids")


@tagged("post_install", "-at_install")
class TestKamDevelopmentRoles(DevelopmentCommon):
    """Who reads, changes, makes and deletes what belongs to a development, and forges nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        (cls.rep_beijing | cls.supervisor_north).group_ids = [Command.link(export.id)]
        cls.devmanager = cls._user("devmanager")
        cls._position(cls.devmanager, cls.centre, "development_manager")
        cls.rival = cls.env["kam.competitor"].create(
            {"name": "Rival", "account_id": cls.shop.id, "threat": "2"}
        )
        cls.development = cls._development(cls.shop, cls.rep_hangzhou)
        cls.development.with_user(cls.rep_hangzhou).write(
            {
                "competitor_ids": [Command.create({"competitor_id": cls.rival.id})],
                "advantage_ids": [
                    Command.create({"kind_id": cls.point.id, "claim": "Nothing breaks"})
                ],
            }
        )
        cls.development.with_user(cls.rep_hangzhou).action_add_factors()
        cls.development.with_user(cls.rep_hangzhou).action_start()
        cls.record = (
            cls.env["kam.development.record"]
            .with_user(cls.rep_hangzhou)
            .create({"development_id": cls.development.id})
            .sudo()
        )

    @property
    def insiders(self):
        """Who leads the account or develops it; the development manager works for the centre."""
        return self.rep_hangzhou | self.manager_east | self.director | self.devmanager

    @property
    def outsiders(self):
        outside = self.rep_beijing | self.supervisor_north | self.archivist
        outside |= self.accountant | self.employee | self.portal | self.manager_other
        # nobody leads the shop from Shanghai
        return outside | self.supervisor_shanghai

    def _everything(self):
        """Return the records of the development, one recordset a model."""
        lines = [self.development[name] for name in LINES]
        return [self.development, self.record, *lines]

    def test_rights(self):
        for records in self._everything():
            with self.subTest(records=records._name):
                self.assertTrue(records)
                self.assertRights(
                    records[:1],
                    {
                        self.insiders: "rwcd",
                        self.rep_shanghai: "rwcd",
                        self.administrator: "r",
                        self.outsiders: "",
                    },
                )

    def test_rights_over_the_points(self):
        own = self.rep_hangzhou | self.rep_beijing | self.manager_east
        self.assertRights(
            self.point,
            {
                own: "r",
                self.administrator: "rwcd",
                self.accountant | self.employee | self.portal: "",
            },
        )

    def test_rights_over_the_dialog(self):
        self.assertRights(
            "kam.development.cancel",
            {
                self.rep_beijing | self.manager_east: "rwcd",
                self.administrator | self.accountant | self.employee | self.portal: "",
            },
        )

    def test_a_developer_from_elsewhere_sees_what_the_account_shows(self):
        """Developing a customer opens no account that one does not see."""
        self.development._write_process({"developer_id": self.rep_beijing.id})
        for records in self._everything():
            self.assertRights(records[:1], {self.rep_beijing: ""})

    def test_searches_and_exports_of_others(self):
        for records in self._everything():
            for user in (self.rep_beijing, self.supervisor_north):
                mine = self.env[records._name].with_user(user)
                domain = [("id", "in", records.ids)]
                with self.subTest(model=records._name, user=user.login):
                    self.assertFalse(mine.search(domain))
                    self.assertFalse(mine._read_group(domain, [], ["__count"])[0][0])
                    self.assertFalse(
                        mine.formatted_read_group(domain, [mine._rec_name], ["__count"])
                    )
                    self.assertFalse(mine.name_search("", domain))
                    for method in ("export_data", "read"):
                        with self._refused("", AccessError):
                            getattr(mine.browse(records.ids), method)(["display_name"])

    def test_search_by_what_stands_in_it(self):
        for user in (self.rep_beijing, self.supervisor_north, self.manager_other):
            mine = self.development_model.with_user(user)
            for domain in (
                [("advantage_ids.claim", "ilike", "nothing")],
                [("competitor_ids.competitor_id.name", "=", "Rival")],
                [("account_id.name", "=", self.shop.name)],
                [("record_ids", "!=", False)],
                [("number", "=", self.development.number)],
            ):
                with self.subTest(user=user.login, domain=domain):
                    self.assertFalse(self._try(mine, domain))

    def _try(self, mine, domain):
        try:
            with self.cr.savepoint():
                return mine.search(domain)
        except AccessError:
            return mine

    def test_through_the_account(self):
        """What leads to a development tells a reader no more than the development itself."""
        # a member of the team sees it, somebody else of the region does not
        for user, count in ((self.rep_shanghai, 1), (self.director, 1)):
            self.assertEqual(self.seen_by(user, self.shop).development_count, count)
        for user in (self.rep_beijing, self.employee):
            with self.subTest(user.login), self._refused("", AccessError):
                self.seen_by(user, self.shop).read(["development_ids"])
        groups = self.env["kam.account"].with_user(self.rep_beijing)
        self.assertNotIn(self.shop, groups.search([("development_ids", "!=", False)]))

    def test_two_companies(self):
        self._make_other_company()
        theirs = self._development(self.mill_other, self.manager_other)
        ours = self._development(self.mill, self.rep_shanghai)
        self.assertRights(theirs, {self.manager_other: "rwcd"})
        self.assertRights(theirs, {self.rep_shanghai | self.director | self.manager_east: ""})
        self.assertRights(ours, {self.manager_other: ""})
        for name in ("forecast_ids",):
            self.assertRights(theirs[name][:1], {self.rep_shanghai | self.director: ""})
        # a customer of both companies is developed in each
        self.assertEqual(ours.partner_id, theirs.partner_id)
        with self._refused("", (AccessError, UserError)):
            self.seen_by(self.rep_shanghai, ours).action_change_developer(self.manager_other.id)

    def test_a_delegate_reads_what_they_decide(self):
        delegate = self._user("delegate")
        self._position(delegate, self.shanghai, "director")
        form = self._filled()
        self.assertRights(form, {delegate: ""})
        self.submit(form, self.rep_beijing)
        self.approve(form, self.supervisor_north)
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": delegate.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        for name in ("forecast_ids", "advantage_ids"):
            self.assertRights(form[name][:1], {delegate: "r"})
        self.seen_by(delegate, form).read(["meaning", "verdict", "classification"])
        self.assertRights(self.development, {delegate: ""})
        self._decide(delegate, form)
        self.assertRights(form, {delegate: ""})

    # ------------------------------------------------------------------
    # forgery over RPC
    # ------------------------------------------------------------------

    def assertForged(self, records, user, **vals):
        for name, value in vals.items():
            with (
                self.subTest(name=name, user=user.login),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.seen_by(user, records).write({name: value})
                self.env.flush_all()

    def test_what_the_process_writes(self):
        for user in (self.rep_hangzhou, self.director):
            self.assertForged(
                self.development,
                user,
                account_id=self.mill.id,
                approval_state="approved",
                date_started=False,
                date_ended=self._ago(days=1),
                developer_id=user.id,
                end_code="record",
                group_id=False,
                is_current=False,
                is_worth=True,
                number="DS/1",
                origin_id=self.development.id,
                present_value=1,
                progress="proposal",
                snapshot={},
                state="won",
                value_figures={},
                was_ordinary=True,
            )
            self.assertForged(
                self.record, user, development_id=False, account_id=self.mill.id, number="DR/1"
            )
            self.assertForged(
                self.development.competitor_ids, user, comparison={}, development_id=False
            )
            self.assertForged(self.development.forecast_ids[:1], user, contribution=1)

    def test_what_others_begin(self):
        """Developing it oneself opens no account that one does not see."""
        for user in (self.rep_beijing, self.supervisor_north, self.employee, self.administrator):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self._development(self.mill, user, developer_id=user.id)

    def test_what_others_call(self):
        calls = (
            ("action_start", ()),
            ("action_cancel", ("Because",)),
            ("action_change_developer", (self.rep_beijing.id, "Mine")),
            ("action_add_factors", ()),
            ("action_end", ()),
            ("action_submit", ()),
            ("action_revise", ()),
            ("action_view_visits", ()),
            ("action_ask_cancel", ()),
            ("action_ask_developer", ()),
            ("action_make_information_table", ()),
        )
        for user in (self.rep_beijing, self.supervisor_north, self.employee, self.portal):
            for name, args in calls:
                with self.subTest(user=user.login, method=name), self._refused("", AccessError):
                    getattr(self.seen_by(user, self.development), name)(*args)

    def test_prints_of_others(self):
        reports = self.env["ir.actions.report"]
        for name in (
            "kam_management.report_kam_development",
            "kam_management.report_kam_development_value_sheet",
        ):
            for user in (self.rep_beijing, self.employee):
                with self.subTest(report=name, user=user.login), self._refused("", AccessError):
                    reports.with_user(user)._render_qweb_html(name, self.development.ids)
