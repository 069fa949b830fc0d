from . import kam_credit_block
from . import kam_credit_hold_refuse
from . import kam_credit_hold_release
