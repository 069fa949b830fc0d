from . import kam_credit_document_owed_xlsx
from . import kam_financial_statement_xlsx
