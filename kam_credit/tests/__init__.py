from . import test_kam_credit_downgrade
from . import test_kam_credit_evaluation
from . import test_kam_credit_fulfilment
from . import test_kam_credit_random
from . import test_kam_credit_roles
from . import test_kam_credit_turnover
