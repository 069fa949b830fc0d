from odoo.tests import tagged

from ..common import KamCommon

# model, field, English, Chinese
DEFAULTS = (
    ("kam.approval.route", "name", "Screening", "大客户筛选"),
    ("kam.approval.step", "name", "Confirmation by the manager", "营销经理审核确定"),
    ("kam.customer.class", "name", "Strategic customer", "战略客户"),
    (
        "kam.handover.item",
        "name",
        "The customer has met the new account manager",
        "客户已与新的大客户经理见面",
    ),
    ("kam.risk.template", "name", "Customer risk", "客户风险"),
    ("kam.risk.indicator", "name", "Own capacity", "自身能力"),
    (
        "kam.risk.anchor",
        "text",
        "The strongest competitor is our equal.",
        "最强的竞争对手与我们相当。",
    ),
)


@tagged("post_install", "-at_install")
class TestIrModuleModule(KamCommon):
    """What companies start with, in the languages that come later."""

    def _load_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "kam_management")])
        module._update_translations(["zh_CN"])

    def _of_company(self, model, fname, company, value):
        records = (
            self.env[model].with_context(lang="en_US").search([("company_id", "=", company.id)])
        )
        return records.filtered(lambda record: record[fname] == value)

    def test_a_language_that_is_loaded_later_translates_them(self):
        self._load_chinese()
        for model, fname, english, chinese in DEFAULTS:
            with self.subTest(model=model, field=fname):
                found = self._of_company(model, fname, self.company, english)
                self.assertTrue(found)
                self.assertEqual(set(found.with_context(lang="zh_CN").mapped(fname)), {chinese})

    def test_own_texts_stay(self):
        steps = self.env["kam.approval.step"].search([("company_id", "=", self.company.id)])
        own, translated = steps[:2]
        own.name = "Looked at by the owner"
        self.env["res.lang"]._activate_lang("zh_CN")
        translated.with_context(lang="zh_CN").name = "区域经理确认"
        self._load_chinese()
        self.assertEqual(own.with_context(lang="zh_CN").name, "Looked at by the owner")
        self.assertEqual(translated.with_context(lang="zh_CN").name, "区域经理确认")

    def test_a_company_made_in_chinese_reads_in_english_too(self):
        self._load_chinese()
        company = self.env["res.company"].with_context(lang="zh_CN").create({"name": "上海分公司"})
        for model, fname, english, chinese in DEFAULTS:
            with self.subTest(model=model, field=fname):
                found = self._of_company(model, fname, company, english)
                self.assertTrue(found)
                self.assertEqual(set(found.with_context(lang="zh_CN").mapped(fname)), {chinese})
