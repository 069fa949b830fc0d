from . import kam_financial_statement_xlsx
