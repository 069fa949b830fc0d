from . import kam_credit_policy_simulation_xlsx
