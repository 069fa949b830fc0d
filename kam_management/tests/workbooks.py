class WorkbookAssertions:
    """What the sheets of our workbooks have in common."""

    def assertLaidOut(self, sheet, first_cell):
        """Check that head and key columns stay in sight, and that the sheet fits on paper.

        :param sheet: a worksheet of openpyxl
        :param str first_cell: the first cell that scrolls, such as C2
        """
        keys = ord(first_cell[0]) - ord("A")
        self.assertEqual(sheet.freeze_panes, first_cell)
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(int(sheet.page_setup.paperSize), 9)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        # the width is one page, the length as many as it takes
        self.assertEqual(sheet.page_setup.fitToHeight, 0)
        self.assertIn(sheet.page_setup.fitToWidth, (None, 1))
        self.assertEqual(sheet.print_title_rows.replace("$", ""), "1:1")
        if keys:
            last = chr(ord("A") + keys - 1)
            self.assertEqual(sheet.print_title_cols.replace("$", ""), f"A:{last}")
