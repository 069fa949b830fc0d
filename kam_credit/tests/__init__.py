from . import test_kam_credit_evaluation
from . import test_kam_credit_fulfilment
from . import test_kam_credit_turnover
