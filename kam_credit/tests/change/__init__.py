from . import test_kam_account_handover
from . import test_kam_credit_change
from . import test_kam_credit_change_dates
from . import test_kam_credit_change_desk
from . import test_kam_credit_change_job
from . import test_kam_credit_change_roles
from . import test_kam_credit_change_sla
from . import test_kam_credit_change_tour
