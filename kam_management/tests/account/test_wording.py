from datetime import date
from pathlib import Path

from odoo import fields
from odoo.modules.module import Manifest
from odoo.tests import tagged
from odoo.tools import format_date, format_datetime

from ... import wording, workbooks
from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestWording(KamCommon):
    """What code writes is read in the language of the reader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("zh_CN", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)

    def _translate(self, source, text, lang="zh_CN"):
        """Let a text of the addon have a translation, whatever the files say."""
        from odoo.tools.translate import code_translations

        translations = code_translations.get_python_translations("kam_management", lang)
        known = dict(translations)
        self.patch(
            type(code_translations),
            "get_python_translations",
            lambda self, module, of: {**known, source: text} if of == lang else {},
        )

    def _event(self, reason):
        self.mill._change_owner(manager=self.rep_hangzhou, reason=reason)
        return self.mill.event_ids.sorted("id")[-1]

    def test_a_code_is_worded_for_each_reader(self):
        event = self._event(wording.worded("screening_rejected", number="CRA/1"))
        self._translate("Screening %(number)s was rejected", "筛选 %(number)s 被拒绝")
        self.assertEqual(event.reason, "Screening CRA/1 was rejected")
        chinese = event.with_context(lang="zh_CN")
        self.assertEqual(chinese.reason, "筛选 CRA/1 被拒绝")
        self.assertEqual(chinese.read(["reason"])[0]["reason"], "筛选 CRA/1 被拒绝")
        self.assertEqual(chinese.export_data(["reason"])["datas"], [["筛选 CRA/1 被拒绝"]])

    def test_what_somebody_wrote_stays(self):
        event = self._event("Moved 100 %")
        self.assertEqual(event.with_context(lang="zh_CN").reason, "Moved 100 %")

    def test_values(self):
        euro = self.env.ref("base.EUR")
        event = self._event(
            wording.worded("for_test", share=wording.percent(0.12345), sum=wording.amount(5, euro))
        )
        reasons = event._get_reasons()
        self.patch(
            self.registry["kam.account.event"],
            "_get_reasons",
            lambda self: {**reasons, "for_test": "%(share)s of %(sum)s"},
        )
        self.assertEqual(
            event.reason.replace("\xa0", " "), f"12.35% of {euro.format(5)}".replace("\xa0", " ")
        )

    def test_a_day_as_a_value(self):
        event = self._event(wording.worded("for_test", day=wording.day(date(2026, 11, 28))))
        reasons = event._get_reasons()
        self.patch(
            self.registry["kam.account.event"],
            "_get_reasons",
            lambda self: {**reasons, "for_test": "By %(day)s"},
        )
        self.assertEqual(event.reason, "By 11/28/2026")
        self.assertEqual(event.with_context(lang="zh_CN").reason, "By 2026年11月28日")

    def test_a_code_of_an_addon_that_is_gone(self):
        self.assertEqual(self._event(wording.worded("former", x=1)).reason, "former")

    def test_the_class_of_an_account(self):
        self._translate("Changed at the account.", "在客户处更改。")
        self.mill.class_id = self.env["kam.customer.class"].create({"name": "B", "code": "T-B"})
        event = self.mill.event_ids.filtered(lambda row: row.kind == "class_changed")[0]
        self.assertEqual(event.with_context(lang="zh_CN").reason, "在客户处更改。")
        self.assertEqual(event.reason, "Changed at the account.")

    def test_a_job_notes_in_the_language_of_the_company(self):
        self._translate("A scheduled job left this out: %s", "计划任务跳过了此项：%s")
        from ... import transactions

        self.company.partner_id.lang = "zh_CN"
        job = self.mill.with_user(1)
        transactions.note_failure(job, ValueError("x"))
        self.assertIn("计划任务跳过了此项", self.mill.message_ids[0].body)
        transactions.note_failure(self.mill.with_user(self.rep_shanghai), ValueError("y"))
        self.assertIn("A scheduled job", self.mill.message_ids[0].body)

    def test_each_is_told_in_their_language(self):
        self._translate("%s is an ordinary customer now", "%s 现在是普通客户")
        self.rep_shanghai.lang = "zh_CN"
        self.shop._downgrade("manual", "Left")
        messages = self.env["mail.message"].search(
            [("model", "=", "kam.account"), ("res_id", "=", self.shop.id)]
        )
        told = {
            (partner, message.subject) for message in messages for partner in message.partner_ids
        }
        self.assertIn((self.rep_shanghai.partner_id, "Shop 现在是普通客户"), told)
        self.assertIn((self.rep_hangzhou.partner_id, "Shop is an ordinary customer now"), told)

    def test_the_new_account_manager(self):
        self._translate("You are the account manager of %s", "您是 %s 的客户经理")
        self.rep_hangzhou.lang = "zh_CN"
        self.mill._change_owner(manager=self.rep_hangzhou, reason="Moved")
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.rep_hangzhou.partner_id.ids)], order="id desc", limit=1
        )
        self.assertEqual(message.subject, "您是 Mill 的客户经理")

    def test_signs_of_the_language(self):
        self._translate("%(label)s: %(text)s", "%(label)s：%(text)s")
        english, chinese = self.env, self.env["res.users"].with_context(lang="zh_CN").env
        self.assertEqual(wording.listed(english, ["A", "B", 3]), "A, B, 3")
        self.assertEqual(wording.listed(chinese, ["甲", "乙", "丙"]), "甲、乙、丙")
        self.assertEqual(wording.listed(chinese, []), "")
        self.assertEqual(wording.labelled(english, "Late", "A"), "Late: A")
        self.assertEqual(wording.labelled(chinese, "逾期", "甲"), "逾期：甲")
        self.assertEqual(wording.labelled(chinese, "逾期", False), "逾期")
        self.assertEqual(wording.phrased(english, ["Call", False, "Mr Qian"]), "Call, Mr Qian")
        self.assertEqual(wording.parted(english, ["A: B, C", "D: E"]), "A: B, C; D: E")
        self.assertEqual(wording.noted(english, "Supervisor", "Shanghai"), "Supervisor (Shanghai)")
        self.assertEqual(wording.noted(english, "Supervisor", ""), "Supervisor")
        self._translate("%(text)s, %(further)s", "%(text)s，%(further)s")
        self.assertEqual(wording.phrased(chinese, ["电话", "钱先生"]), "电话，钱先生")
        self._translate("%(text)s; %(further)s", "%(text)s；%(further)s")
        self.assertEqual(wording.parted(chinese, ["甲", "乙"]), "甲；乙")
        self.assertEqual(wording.sentences(english, ["One.", "", "Two."]), "One. Two.")
        self._translate("%(sentence)s %(further)s", "%(sentence)s%(further)s")
        self.assertEqual(wording.sentences(chinese, ["一。", "二。"]), "一。二。")
        self._translate("%(text)s (%(note)s)", "%(text)s（%(note)s）")
        self.assertEqual(wording.noted(chinese, "主管", "上海"), "主管（上海）")

    def test_percentages_of_the_language(self):
        french = self.env["res.users"].with_context(lang="fr_FR").env
        self.assertEqual(wording.percentage(self.env, 75), "75%")
        self.assertEqual(wording.percentage(self.env, 12.345, digits=2), "12.35%")
        self.assertEqual(wording.percentage(self.env, -0.001, signed=True), "0%")
        self.assertEqual(wording.percentage(self.env, 5, signed=True), "+5%")
        shown = wording.percentage(french, 7.5, digits=1)
        self.assertRegex(shown, r"^7,5\s%$")

    def test_days_and_moments_of_the_language(self):
        """Chinese is written out, as long as the company has not chosen another way."""
        chinese = self.env["res.users"].with_context(lang="zh_CN").env
        french = self.env["res.users"].with_context(lang="fr_FR").env
        day, moment = date(2026, 11, 8), fields.Datetime.to_datetime("2026-11-08 01:30:05")
        self.assertEqual(wording.format_date(chinese, day), "2026年11月8日")
        self.assertEqual(wording.format_date(chinese, "2026-11-08"), "2026年11月8日")
        self.assertEqual(wording.format_date(chinese, day, "medium"), "2026年11月8日")
        self.assertEqual(wording.format_date(chinese, False), "")
        shanghai = {"tz": "Asia/Shanghai"}
        self.assertEqual(
            wording.format_datetime(chinese, moment, **shanghai), "2026年11月8日 09:30:05"
        )
        self.assertEqual(
            wording.format_datetime(chinese, moment, dt_format="short", **shanghai),
            "2026年11月8日 09:30",
        )
        for env in (self.env, french):
            self.assertEqual(wording.format_date(env, day), format_date(env, day))
            for dt_format in ("short", "medium"):
                self.assertEqual(
                    wording.format_datetime(env, moment, dt_format=dt_format),
                    format_datetime(env, moment, dt_format=dt_format),
                )
        self.env["res.lang"]._lang_get("zh_CN").date_format = "%Y-%m-%d"
        self.assertEqual(wording.format_date(chinese, day), "2026-11-08")
        self.assertEqual(
            wording.format_datetime(chinese, moment, **shanghai), "2026-11-08 09:30:05"
        )

    def test_days_in_workbooks(self):
        """As elsewhere in the language of the reader; what a workbook cannot write, plainly."""
        chinese, french, english = (
            self.env["res.users"].with_context(lang=code).env
            for code in ("zh_CN", "fr_FR", "en_US")
        )
        written = 'yyyy"年"m"月"d"日"'
        self.assertEqual(workbooks.day_format(chinese), written)
        self.assertEqual(workbooks.moment_format(chinese), f"{written} hh:mm")
        self.assertEqual(workbooks.day_format(french), 'dd"/"mm"/"yyyy')
        self.assertEqual(workbooks.day_format(english), 'mm"/"dd"/"yyyy')
        languages = self.env["res.lang"]
        languages._lang_get("zh_CN").date_format = "%Y-%m-%d"
        self.assertEqual(workbooks.day_format(chinese), 'yyyy"-"mm"-"dd')
        languages._lang_get("fr_FR").date_format = "%j, %Y"
        self.assertEqual(workbooks.day_format(french), "yyyy-mm-dd")

    def test_days_on_prints(self):
        chinese = self.env["ir.qweb.field.kam_day"].with_context(lang="zh_CN")
        shown = chinese.value_to_html(date(2026, 11, 8), {})
        # on one line, and on one only
        self.assertEqual(shown, '<span style="white-space: nowrap">2026年11月8日</span>')
        self.assertEqual(chinese.value_to_html(False, {}), "")
        whole = self.env["kam.wording"]._unbroken("2026年11月8日 <b>")
        parts = ("2026年11月8日", "&lt;b&gt;")
        self.assertEqual(
            whole, " ".join(f'<span style="white-space: nowrap">{part}</span>' for part in parts)
        )
        self.assertEqual(self.env["kam.wording"]._unbroken(False), "")
        moments = self.env["ir.qweb.field.kam_moment"].with_context(lang="zh_CN", tz="UTC")
        moment = fields.Datetime.to_datetime("2026-11-08 01:30:05")
        self.assertEqual(moments.value_to_html(moment, {}), "2026年11月8日 01:30")

    def test_days_in_messages(self):
        chinese = self.mill.with_context(lang="zh_CN")
        self.assertEqual(chinese._format_day(date(2026, 11, 8)), "2026年11月8日")

    def test_no_day_is_written_past_the_wording(self):
        """What is shown takes its days from here, on prints as well."""
        for addon in ("kam_management", "kam_credit"):
            manifest = Manifest.for_addon(addon, display_warning=False)
            for path in sorted(Path(manifest.path).rglob("*")) if manifest else ():
                if path.suffix not in (".py", ".xml") or "tests" in path.parts:
                    continue
                text = path.read_text(encoding="utf-8")
                with self.subTest(path=path.name):
                    if path.suffix == ".py" and path.name != "wording.py":
                        self.assertNotRegex(text, r"odoo\.tools(\.misc)? import .*format_date")
                    elif "reports" in path.parts:
                        self.assertNotRegex(text, r"'widget': 'date(time)?'")
                        self.assertNotRegex(text, r't-field="[\w.]*\.date_\w+"\s*/?>')
