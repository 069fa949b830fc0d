from . import kam_credit_group_change
from . import kam_credit_temporary_limit_end
