from . import kam_credit_backtest_xlsx
