from . import test_rules_measures
from . import test_kam_credit_measure
from . import test_kam_credit_measure_end
from . import test_kam_credit_proposal
from . import test_kam_credit_use_log
