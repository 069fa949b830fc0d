from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 04:00:00")
class TestKamAccountLedgerMixin(LedgerCommon):
    """What holds for the lines of every ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        person = cls._contact("Secret Person", cls.mill)
        cls.hidden = cls._stakeholder(cls.mill, person, "buyer")
        cls.ledgers = (
            (cls.contact_model, cls._contact_vals()),
            (cls.cost_model, cls._cost_vals(amount=1, kind_id=cls.travel.id)),
        )

    def _hidden_line(self, model, vals):
        """Return a line of an account that rep_hangzhou does not see."""
        own = {"account_id": self.mill.id, "stakeholder_id": self.hidden.id}
        line = model.with_user(self.rep_shanghai).create({**vals, **own})
        return line.with_user(self.rep_hangzhou)

    # ------------------------------------------------------------------
    # defaults
    # ------------------------------------------------------------------

    def test_context_does_not_say_who_it_was(self):
        for model, vals in self.ledgers:
            line = model.with_user(self.rep_hangzhou).create(vals)
            for name, value in (("user_id", self.rep_hangzhou.id), ("corrects_id", line.id)):
                lines = model.with_user(self.rep_shanghai).with_context(
                    **{f"default_{name}": value}
                )
                with (
                    self.subTest(model=model._name, field=name),
                    self.assertRaisesRegex(AccessError, "what you did yourself"),
                ):
                    lines.create(vals)
                # whoever leads may
                lines.with_user(self.manager_east).create(vals)

    def test_stored_default_does_not_say_who_it_was(self):
        for model, vals in self.ledgers:
            line = model.with_user(self.rep_hangzhou).create(vals)
            for name, value in (("user_id", self.rep_hangzhou.id), ("corrects_id", line.id)):
                self.env["ir.default"].set(model._name, name, value, user_id=self.rep_shanghai.id)
                with (
                    self.subTest(model=model._name, field=name),
                    self.assertRaisesRegex(AccessError, "what you did yourself"),
                ):
                    model.with_user(self.rep_shanghai).create(vals)
                self.env["ir.default"].set(model._name, name, False, user_id=self.rep_shanghai.id)

    def test_stored_default_does_not_reach_what_a_process_writes(self):
        line = self._met()
        for name, value in (("corrects_id", line.id), ("stakeholder_id", self.buyer.id)):
            self.env["ir.default"].set(
                "kam.account.contact", name, value, user_id=self.rep_shanghai.id
            )
        vals = {"channel": "mail", "attitude": "warm"}
        noted = self.shop.with_user(self.rep_shanghai)._note_contact(vals)
        self.assertFalse(noted.corrects_id | line.correction_ids)
        self.assertFalse(noted.stakeholder_id)

    # ------------------------------------------------------------------
    # what a line names
    # ------------------------------------------------------------------

    def test_nothing_is_told_about_what_is_hidden(self):
        for model, vals in self.ledgers:
            line = self._hidden_line(model, vals)
            for name, value in (
                ("account_id", self.mill.id),
                ("stakeholder_id", self.hidden.id),
                ("corrects_id", line.id),
                ("user_id", 2**31 - 1),
            ):
                rest = {key: vals[key] for key in vals if key != name}
                for given, context in (
                    ({**vals, name: value}, {}),
                    (rest, {f"default_{name}": value}),
                ):
                    lines = model.with_user(self.rep_hangzhou).with_context(**context)
                    with self.subTest(model=model._name, field=name, context=context):
                        with self.assertRaises(AccessError) as refused:
                            lines.create(given)
                        said = str(refused.exception)
                        self.assertIn(model._fields[name]._description_string(self.env), said)
                        for secret in ("Secret", "Mill", "Tiles", "Anniversary"):
                            self.assertNotIn(secret, said)

    def test_nothing_is_told_when_a_proposal_is_completed(self):
        model = self.contact_model.with_user(self.rep_hangzhou)
        vals = {"channel": "phone", "date": self._ago(hours=2)}
        proposed = model._propose(self.boss, self.boss_partner.browse(), vals)
        with self.assertRaisesRegex(AccessError, "you may not see it") as refused:
            proposed.write({"stakeholder_id": self.hidden.id})
        self.assertNotIn("Secret", str(refused.exception))
        proposed.write({"stakeholder_id": self.buyer.id})

    def test_nothing_is_told_by_a_process(self):
        line = self._hidden_line(self.contact_model, self._contact_vals())
        vals = {"channel": "mail", "attitude": "warm"}
        for named in ({"stakeholder_id": self.hidden.id}, {"corrects_id": line.id}):
            with self.subTest(named=named), self.assertRaises(ValidationError) as refused:
                self.shop.with_user(self.rep_hangzhou)._note_contact({**vals, **named})
            self.assertIn("Shop", str(refused.exception))
            for secret in ("Secret", "Mill", "Tiles"):
                self.assertNotIn(secret, str(refused.exception))

    def test_nothing_is_told_of_the_source(self):
        vals = {"channel": "mail", "attitude": "warm"}
        contact = self.shop._note_contact(vals, document=self.hidden)
        with self.assertRaisesRegex(AccessError, "a document that you may not see") as refused:
            contact.with_user(self.rep_hangzhou).action_view_source()
        self.assertNotIn("Secret", str(refused.exception))

    def test_what_cannot_name_a_record(self):
        for model, vals in self.ledgers:
            lines = model.with_user(self.rep_hangzhou)
            for name in ("user_id", "stakeholder_id", "account_id", "corrects_id"):
                label = model._fields[name]._description_string(self.env)
                for value in ([self.boss.id], 1.5, True, "1", "abc", 0, -1, 2**40, {}, (1, "Shop")):
                    with (
                        self.subTest(model=model._name, field=name, value=value),
                        self.assertRaisesRegex(ValidationError, label),
                    ):
                        lines.create({**vals, name: value})
            for value in ("x", [None], ["x"], [1], None, 7):
                with (
                    self.subTest(model=model._name, value=value),
                    self.assertRaisesRegex(UserError, "the values of a record"),
                ):
                    lines.create(value)

    def test_what_cannot_be_written(self):
        model = self.contact_model.with_user(self.rep_hangzhou)
        vals = {"channel": "phone", "date": self._ago(hours=2)}
        proposed = model._propose(self.boss, self.boss_partner.browse(), vals)
        for name in ("stakeholder_id", "account_id"):
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(ValidationError, "names no record"),
            ):
                proposed.write({name: [self.boss.id]})
        for value in ("x", None, [{}]):
            with (
                self.subTest(value=value),
                self.assertRaisesRegex(UserError, "the values of a record"),
            ):
                proposed.write(value)

    def test_other_records_of_an_account(self):
        stakeholder = self.boss.with_user(self.rep_hangzhou)
        with self.assertRaisesRegex(ValidationError, "names no record"):
            stakeholder.write({"account_id": [self.shop.id]})
        stakeholder.write({"account_id": self.shop.id})

    # ------------------------------------------------------------------
    # what cannot be
    # ------------------------------------------------------------------

    def test_dates_that_cannot_be(self):
        for model, vals in self.ledgers:
            label = model._fields["date"]._description_string(self.env)
            kind = date if model._fields["date"].type == "date" else datetime
            for day in ((1, 1, 1), (1999, 12, 31)):
                with (
                    self.subTest(model=model._name, day=day),
                    self.assertRaisesRegex(ValidationError, f"“{label}” of .* before 01/01/2000"),
                    self.cr.savepoint(),
                ):
                    model.with_user(self.rep_hangzhou).create({**vals, "date": kind(*day)})
            model.create({**vals, "date": kind(2000, 1, 1)})

    def test_people_who_cannot_have_been_it(self):
        self.rep_shanghai.active = False
        for model, vals in self.ledgers:
            for user in (self.env.ref("base.user_root"), self.rep_shanghai, self.portal):
                with (
                    self.subTest(model=model._name, user=user.login),
                    self.assertRaisesRegex(
                        ValidationError, f"“Who of Us”: “{user.name}” is .*Choose"
                    ),
                    self.cr.savepoint(),
                ):
                    model.with_user(self.manager_east).create({**vals, "user_id": user.id})

    def test_whoever_has_left_stays_who_it_was(self):
        for model, vals in self.ledgers:
            self.rep_shanghai.active = True
            line = model.with_user(self.rep_shanghai).create(vals)
            self.rep_shanghai.active = False
            own = {"corrects_id": line.id, "user_id": self.rep_shanghai.id}
            correction = model.with_user(self.manager_east).create({**vals, **own})
            self.assertTrue(line.is_superseded)
            self.assertEqual(correction.user_id, self.rep_shanghai)
