from . import kam_credit_hold_xlsx
