from . import kam_credit_tier_mixin
from . import kam_credit_release
from . import kam_credit_hold
from . import stock_picking
from . import stock_move
