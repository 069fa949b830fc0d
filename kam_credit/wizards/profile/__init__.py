from . import base_partner_merge
from . import kam_credit_tier_assign
from . import kam_credit_tier_interval
from . import kam_credit_tier_interval_line
