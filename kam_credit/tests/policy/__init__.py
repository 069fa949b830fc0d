from . import test_kam_credit_policy
from . import test_kam_credit_policy_force
from . import test_kam_credit_policy_judged
from . import test_kam_credit_policy_print
from . import test_res_company
