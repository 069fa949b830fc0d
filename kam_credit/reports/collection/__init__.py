from . import kam_credit_dispute_xlsx
