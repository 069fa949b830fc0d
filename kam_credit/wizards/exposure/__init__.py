from . import kam_credit_ageing_ask
from . import kam_credit_order_release
