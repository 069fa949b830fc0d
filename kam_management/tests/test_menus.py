from odoo.tests import tagged

from .common import KamCommon


@tagged("post_install", "-at_install")
class TestMenus(KamCommon):
    """Where the parts of the app are found, by whoever they are for."""

    def _sections(self, user):
        """Return the menus of the app as a user sees them: dict id -> menu, and those on top."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = menus[self.env.ref("kam_management.menu_kam_root").id]
        return menus, [menus[child]["xmlid"].partition(".")[2] for child in root["children"]]

    def test_sections_stand_in_the_order_of_the_work(self):
        _menus, sections = self._sections(self.director)
        order = [
            "menu_kam_my_day",
            "menu_kam_approval_review",
            "menu_kam_account",
            "menu_kam_screening_root",
            "menu_kam_development_root",
            "menu_kam_visit_root",
            "menu_kam_suggestion_root",
            "menu_kam_service_root",
            "menu_kam_information",
            "menu_kam_configuration",
        ]
        self.assertEqual([name for name in sections if name in order], order)

    def test_archive_and_delegations_are_found_by_whoever_has_them(self):
        archivist = self._user("menu_archivist", groups="kam_management.group_kam_archivist")
        for user in (self.rep_shanghai, self.director, self.administrator, archivist):
            menus, sections = self._sections(user)
            for name, section in (
                ("menu_kam_archive_entry", "menu_kam_information"),
                ("menu_kam_approval_delegation", "menu_kam_configuration"),
            ):
                with self.subTest(user=user.login, menu=name):
                    self.assertIn(section, sections)
                    above = menus[self.env.ref(f"kam_management.{section}").id]
                    self.assertIn(self.env.ref(f"kam_management.{name}").id, above["children"])
        # whoever sees what was filed only finds nothing else beside it
        menus, _sections = self._sections(archivist)
        information = menus[self.env.ref("kam_management.menu_kam_information").id]
        self.assertEqual(
            information["children"], [self.env.ref("kam_management.menu_kam_archive_entry").id]
        )
