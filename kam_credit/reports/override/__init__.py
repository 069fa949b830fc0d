from . import kam_credit_override_xlsx
