from . import test_rules_nearness
from . import test_kam_credit_nearness
from . import test_kam_credit_overview
from . import test_kam_credit_rate_line
from . import test_kam_credit_run_report
from . import test_kam_credit_amounts
from . import test_kam_credit_answers
from . import test_kam_credit_overview_tour
