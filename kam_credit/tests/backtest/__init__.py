from . import test_kam_credit_backtest
from . import test_kam_credit_backtest_roles
from . import test_rules_backtests
from . import test_rules_calibration
from . import test_rules_discrimination
