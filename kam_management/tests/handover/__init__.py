from . import test_kam_account_handover
from . import test_kam_account_handover_checklist
from . import test_kam_account_handover_work
from . import test_kam_account_without_position
from . import test_kam_account_owner_change
from . import test_kam_handover_item
