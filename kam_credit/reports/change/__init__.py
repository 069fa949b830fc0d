from . import kam_credit_change_sla_xlsx
