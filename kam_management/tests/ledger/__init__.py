from . import test_kam_account_buttons
from . import test_kam_account_contact
from . import test_kam_account_cost
from . import test_kam_account_cost_concurrency
from . import test_kam_account_cost_expenses
from . import test_kam_account_contact_proposal
from . import test_kam_account_ledger_mixin
