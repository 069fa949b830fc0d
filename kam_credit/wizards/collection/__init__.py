from . import kam_credit_dispute_end
from . import kam_credit_promise_remind
from . import kam_credit_promise_withdraw
