from . import kam_account
from . import kam_financial_statement
from . import kam_financial_ratio
from . import kam_competitor
from . import kam_sales_material
from . import kam_information_table
