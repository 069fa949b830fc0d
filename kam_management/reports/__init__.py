from . import kam_register_xlsx
from . import kam_financial_statement_xlsx
from . import kam_stakeholder_report
