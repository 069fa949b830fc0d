"""How the sheets of our workbooks are laid out, on the screen and on paper."""

A4 = 9


def lay_out(sheet, keys=0):
    """Keep the head and the first columns in sight, and print a sheet on the width of a page.

    :param sheet: a worksheet of xlsxwriter whose first row is the head
    :param int keys: how many of the first columns say what a row is about
    """
    sheet.freeze_panes(1, keys)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if keys:
        sheet.repeat_columns(0, keys - 1)
    sheet.set_footer("&C&P / &N")
