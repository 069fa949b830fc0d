from . import kam_credit_downgrade_list
