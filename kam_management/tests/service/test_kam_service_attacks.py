import inspect
import xmlrpc.client

import psycopg2

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .events import EventCommon
from .test_sale_order import ConcessionCommon

# what stands in what belongs to the shop, and in what belongs to the mill
SHOP, MILL = "QZSHOP", "QZMILL"
MODELS = (
    "kam.service.scheme",
    "kam.service.scheme.line",
    "kam.service.request",
    "kam.service.request.line",
    "kam.service.execution",
    "kam.service.concession",
    "kam.service.entitlement",
    "kam.service.event",
    "kam.service.guest",
    "kam.service.ending",
    "kam.service.evaluation",
    "kam.service.evaluation.line",
    "kam.service.evaluation.public",
)
# what lies beside, and may tell of it
BESIDE = (
    "calendar.event",
    "calendar.attendee",
    "ir.attachment",
    "kam.deadline",
    "mail.activity",
    "mail.mail",
    "mail.message",
    "mail.notification",
    "kam.service.figure",
)
# contacts are read by all employees, and what is said of them
CONTACTS_APART = {"mail.message": [["model", "!=", "res.partner"]]}
REFUSALS = (AccessError, UserError, ValueError, TypeError, AttributeError)


class AttackCommon(ConcessionCommon, EventCommon):
    """Mill and shop have all of it; the event is organised by ``supervisor_shanghai``.

    They do not see the shop, whose guest ``manager_east`` has invited.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.class_id = cls.class_a
        cls.mill.partner_id.name = f"{MILL} Mill"
        cls.shop.partner_id.name = f"{SHOP} Shop"
        cls.head_partner.name = f"{MILL} Head"
        cls.boss_partner.write({"name": f"{SHOP} Boss", "email": "qzshop@shop.example.com"})
        cls.clerk = cls._user("service_clerk", "kam_management.group_kam_representative")
        cls.buyer_yard = new_test_user(
            cls.env,
            login="service_yard",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.buyer_yard.partner_id.parent_id = cls.yard.partner_id

    def _fill(self):
        """Let mill and shop have a request with terms, a grant, an event and an evaluation."""
        for account, mark in ((self.mill, MILL), (self.shop, SHOP)):
            self._serve(account, mark)
        event = self._event(self.supervisor_shanghai, kind="appreciation", cost=90)
        self._guest(event, self.head)
        self._guest(event, self.boss, self.manager_east, function=f"{SHOP} function")
        self.seen_by(self.manager_east, event).action_invite()
        # whoever moves it lets all who were invited be told
        self.seen_by(self.supervisor_shanghai, event).write({"place": "Hall 4"})
        with self._afterwards():
            guests = self.guests.search([("event_id", "=", event.id)])
            self.seen_by(self.manager_east, guests).action_attended()
            guest = guests.filtered(lambda guest: guest.account_id == self.shop)
            self.seen_by(self.manager_east, guest).opinion = f"{SHOP} opinion"
            self.seen_by(self.supervisor_shanghai, event).action_end("Fine")
        return event

    def _serve(self, account, mark):
        user = account.manager_id
        request = self._request(
            self.terms,
            self.consulting,
            account=account,
            user=user,
            deeper_needs=f"{mark} needs",
            terms_id=self.long_term.id,
            terms_amount=1000,
            terms_date_from=self.today,
            terms_date_to=self._days(20),
        )
        self.submit(request, user)
        self._approve_all(request)
        self.seen_by(user, request.execution_ids).action_done(False, f"{mark} note")
        scheme = self.env["kam.service.scheme"].with_user(user)
        scheme.create({"account_id": account.id, "evaluation": f"{mark} evaluation"})
        self._grant(self.gifts, account, self.manager_east, reason=f"{mark} reason")
        ending = self.env["kam.service.ending"].search([("res_id", "=", request.id)])
        action = self.seen_by(user, ending).action_evaluate()
        form = self.env["kam.service.evaluation"].browse(action["res_id"])
        self.seen_by(user, form).write({"assessment": f"{mark} assessment"})
        self.seen_by(user, form).action_ask_customer()
        self._request(self.consulting, account=account, user=user, deeper_needs=f"{mark} draft")

    def _own_methods(self, model):
        """Return the public methods that our addons give to a model, with how many they take."""
        found = {}
        for cls in type(self.env[model]).mro():
            if ".kam_" not in cls.__module__:
                continue
            for name, member in vars(cls).items():
                if inspect.isfunction(member) and not name.startswith("_"):
                    found[name] = [
                        parameter
                        for parameter in inspect.signature(member).parameters.values()
                        if parameter.default is parameter.empty
                        and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
                    ]
        return found

    def _stored(self):
        """Return what is stored of service: dict model -> sum of all rows."""
        self.env.flush_all()
        sums = {}
        for model in MODELS:
            self.env.cr.execute(
                SQL(
                    "SELECT md5(string_agg(found::text, '' ORDER BY id)) FROM %s AS found",
                    SQL.identifier(self.env[model]._table),
                )
            )
            sums[model] = self.env.cr.fetchone()[0]
        return sums

    def _ask(self, user, model, method, *args, **kwargs):
        """Call a method as RPC does; return the answer as text, and what was refused as well."""
        self.env.flush_all()
        self.env.invalidate_all()
        with mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"):
            try:
                with self.env.cr.savepoint():
                    own = self.env[model].with_user(user).with_context(lang="en_US")
                    return repr(call_kw(own, method, list(args), kwargs))
            except REFUSALS as error:
                return str(error)


@tagged("post_install", "-at_install")
class TestKamServiceAttacks(AttackCommon, HttpCase):
    """What people of other regions, without position, and customers try by RPC."""

    def test_strangers_read_and_change_nothing(self):
        self._fill()
        before = self._stored()
        leaks = []
        strangers = (
            self.rep_beijing,
            self.supervisor_north,
            self.clerk,
            self.employee,
            self.portal,
            self.buyer_yard,
        )
        for user in strangers:
            for model in MODELS:
                answers = self._attack(user, model)
                leaks += [
                    f"{user.login} {model}.{method}: {mark}"
                    for method, answer in answers.items()
                    for mark in (SHOP, MILL)
                    if mark in answer
                ]
            self.assertEqual(self._stored(), before, user.login)
        self.assertFalse(leaks)

    def test_an_administrator_without_position_changes_nothing(self):
        self._fill()
        before = self._stored()
        for model in MODELS:
            self._attack(self.administrator, model)
            self.assertEqual(self._stored(), before, model)

    def _attack(self, user, model):
        """Let somebody try everything with all records of a model: dict what -> answer."""
        ids = self.env[model].search([]).ids
        self.assertTrue(ids, model)
        answers = {
            "search": self._ask(user, model, "search_read", []),
            "group": self._ask(
                user, model, "formatted_read_group", [], ["company_id"], ["__count"]
            ),
            "names": self._ask(user, model, "name_search", "QZ"),
            "export": self._ask(user, model, "export_data", ids, ["display_name"]),
            "unlink": self._ask(user, model, "unlink", ids),
            "copy": self._ask(user, model, "copy", ids),
        }
        for record_id in ids:
            answers[f"read {record_id}"] = self._ask(user, model, "read", [record_id])
        for name, field in self.env[model]._fields.items():
            if field.store and name not in models.MAGIC_COLUMNS:
                first = self.env[model].browse(ids[0])
                vals = {name: field.convert_to_write(first[name], first) or "1"}
                answers[f"write {name}"] = self._ask(user, model, "write", ids, vals)
        for method, parameters in self._own_methods(model).items():
            given = ["x" for _parameter in parameters[1:]]
            answers[method] = self._ask(user, model, method, ids, *given)
        return answers

    def test_nothing_of_the_guests_of_another_unit(self):
        """Who organises an event reads nothing of guests whose account they do not see."""
        event = self._fill()
        user = self.supervisor_shanghai
        user.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        leaks = []
        for model in (*MODELS, *BESIDE):
            records = self.env[model].sudo().search([])
            names = list(self.env[model].with_user(user).fields_get())
            asked = [
                ("name_search", "QZSHOP"),
                ("export_data", records.ids, ["display_name"]),
                # field by field: one that is refused hides no other one
                *(("search_read", CONTACTS_APART.get(model, []), [name]) for name in names),
                *(("read", [record_id], ["display_name"]) for record_id in records.ids),
                *(
                    ("formatted_read_group", [], [name], ["__count"])
                    for name in ("account_id", "partner_id", "name")
                    if name in records._fields
                ),
            ]
            for method, *args in asked:
                answer = self._ask(user, model, method, *args)
                if "qzshop" in answer.lower():
                    at = answer.lower().index("qzshop")
                    leaks.append(f"{model}.{method}: {answer[max(at - 100, 0) : at + 60]}")
        self.assertFalse(leaks)
        # nor by how many there are
        for model in ("mail.message", "ir.attachment"):
            own = self.env[model].with_user(user)
            made = [("create_date", ">=", event.create_date), ("res_id", "=", 0)]
            self.assertFalse(own.search(made), model)
        # nor by adding the same contact as a third party
        other = self._event(self.supervisor_shanghai)
        self._guest(other, self.boss, self.manager_east)
        self.env.flush_all()
        self.env.invalidate_all()
        self._guest(other, partner_id=self.boss_partner.id)
        self.assertEqual(self.seen_by(user, event).guest_count, 1)

    def test_a_guest_is_not_handed_to_an_account_that_is_only_seen(self):
        """Who serves one account makes its guests no guests of another one that they see."""
        event = self._event(self.manager_east)
        viewer = self._user("service_viewer")
        self._position(viewer, self.east, "credit_reviewer")
        self.mill.team_ids = [Command.create({"user_id": viewer.id, "duty": "finance"})]
        guest = self._guest(event, name="Ms Wu", account_id=self.mill.id)
        own = self.seen_by(viewer, guest)
        own.write({"function": "Buyer"})
        self.assertTrue(self.seen_by(viewer, self.shop).has_access("read"))
        with self.assertRaises(AccessError):
            own.write({"account_id": self.shop.id})

    def test_states_are_not_entered(self):
        """Neither creating nor changing enters what the processes write down."""
        for user, model, vals in (
            (self.manager_east, "kam.service.event", {"state": "ended"}),
            (self.manager_east, "kam.service.event", {"date_ended": self.today}),
            (self.rep_shanghai, "kam.service.request", {"service_state": "done"}),
            (self.rep_shanghai, "kam.service.request", {"approval_state": "approved"}),
            (self.rep_shanghai, "kam.service.request", {"terms_cost": 1}),
            (self.rep_shanghai, "kam.service.evaluation", {"customer_source": "portal"}),
            (self.rep_shanghai, "kam.service.evaluation", {"low_state": "done"}),
            (self.rep_shanghai, "kam.service.concession", {"state": "granted"}),
            (self.rep_shanghai, "kam.service.ending", {"date_ended": self.today}),
        ):
            full = {
                "account_id": self.mill.id,
                "name": "Seminar",
                "date_start": "2027-01-01 02:00:00",
                "date_stop": "2027-01-01 04:00:00",
                **vals,
            }
            own = self.env[model].with_user(user)
            given = {name: value for name, value in full.items() if name in own._fields}
            with self.subTest(model=model, vals=vals), self.assertRaises(UserError):
                own.create(given)

    def test_amounts_and_days_that_are_none(self):
        request = self._request(self.terms, terms_id=self.long_term.id)
        event = self._event()
        guest = self._guest(event, self.boss)
        grant = self._grant(self.gifts, date_from=self._days(5), has_allowance=True, allowance=1)
        amounts = (-1, 1e300, float("nan"), float("inf"), "x", [], "1e5000")
        days = ("9999-12-31", "2026-02-30", 7, "x")
        for user, record, name, values in (
            (self.rep_shanghai, request, "terms_amount", amounts),
            (self.rep_shanghai, request.line_ids, "amount", amounts),
            (self.rep_shanghai, request.line_ids, "quantity", amounts),
            (self.rep_shanghai, request.line_ids, "times", amounts),
            (self.rep_shanghai, request.line_ids, "date_wanted", days),
            (self.manager_east, event, "cost", amounts),
            (self.manager_east, guest, "gift_amount", amounts),
            (self.supervisor_shanghai, grant, "allowance", amounts),
            (self.supervisor_shanghai, grant, "date_to", days[1:]),
        ):
            before = self.seen_by(user, record)[name]
            for value in values:
                with self.subTest(model=record._name, name=name, value=value):
                    self.assertTrue(self._refuses(user, record, {name: value}))
                    self.assertEqual(self.seen_by(user, record)[name], before)

    def _refuses(self, user, record, vals):
        """Tell whether a value is refused by the server, by its field, or by the database."""
        own = self.seen_by(user, record)
        with mute_logger("odoo.sql_db"):
            try:
                with self.cr.savepoint():
                    own.write(vals)
                    self.env.flush_all()
            except (UserError, ValueError, TypeError, psycopg2.Error):
                return True
        return False

    def test_entitlement_over_plain_xmlrpc(self):
        """What is asked for a past day, a day far out or none is answered without None."""
        self.env.flush_all()
        password = self.rep_shanghai.login
        self.rep_shanghai.sudo().password = password
        self.env.flush_all()
        for content in (self.rush, self.gifts, self.customised):
            for day in (False, "1066-10-14", "2999-12-31", str(self._days(-1))):
                answer = self.xmlrpc_object.execute_kw(
                    self.env.cr.dbname,
                    self.rep_shanghai.id,
                    password,
                    "kam.account",
                    "entitlement",
                    [self.mill.id, content.id, day],
                )
                self.assertIn("verdict", answer)
        with (
            mute_logger("odoo.addons.rpc.controllers.xmlrpc"),
            self.assertRaises(xmlrpc.client.Fault),
        ):
            self.xmlrpc_object.execute_kw(
                self.env.cr.dbname,
                self.rep_shanghai.id,
                password,
                "kam.account",
                "entitlement",
                [self.yard.id, self.rush.id],
            )

    def test_an_author_approves_nothing(self):
        request = self._request(self.rush)
        self.submit(request, self.rep_shanghai)
        with self.assertRaises(UserError):
            self.approve(request, self.rep_shanghai)
        # nor whoever stands above and has asked themselves
        own = self._request(
            self.rush, user=self.supervisor_shanghai, applicant_id=self.rep_shanghai.id
        )
        self.submit(own, self.supervisor_shanghai)
        self.assertNotIn(self.supervisor_shanghai, self._pending(own).candidate_ids)

    def test_dialogs_of_somebody_else(self):
        request = self._approved(self.rush)
        event = self._event(self.supervisor_shanghai)
        for model, vals in (
            (
                "kam.service.settle",
                {"execution_ids": [Command.set(request.execution_ids.ids)], "purpose": "done"},
            ),
            ("kam.service.overview", {"account_id": self.mill.id}),
            (
                "kam.service.event.settle",
                {"event_ids": [Command.set(event.ids)], "purpose": "cancel"},
            ),
            ("kam.service.guest.add", {"event_id": event.id}),
        ):
            dialog = self.env[model].with_user(self.supervisor_shanghai).create(vals).sudo()
            self.assertRights(dialog, {(self.manager_east, self.director, self.rep_beijing): ""})

    def test_a_deputy_outside_their_days(self):
        member = self.env["kam.account.team"].create(
            {"account_id": self.mill.id, "user_id": self.rep_hangzhou.id, "duty": "sales"}
        )
        self.env["kam.account.team"].create(
            {
                "account_id": self.mill.id,
                "user_id": self.rep_beijing.id,
                "duty": "sales",
                "deputy_of_id": member.id,
                "date_from": self._days(2),
                "date_to": self._days(4),
            }
        )
        request = self._request(self.rush)
        for day, rights in ((0, ""), (2, "rwcd"), (4, "rwcd"), (5, "")):
            with self._at(self._days(day)):
                self.env["kam.account.team"]._find_stale()._refresh_current()
                self.assertRights(request, {(self.rep_beijing,): rights})
