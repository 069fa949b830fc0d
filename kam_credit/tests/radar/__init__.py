from . import test_rules_radar
from . import test_kam_credit_signal
from . import test_kam_credit_signal_job
from . import test_kam_credit_signal_look
from . import test_kam_credit_signal_roles
