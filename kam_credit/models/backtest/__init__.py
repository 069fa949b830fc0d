from . import kam_credit_instalment
from . import kam_credit_ledger
from . import kam_credit_profile
from . import kam_credit_backtest
from . import kam_credit_backtest_run
from . import kam_credit_backtest_figure
from . import kam_credit_backtest_tier
from . import kam_credit_backtest_line
