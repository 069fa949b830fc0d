from . import test_base
from . import test_base_automation
from . import test_kam_guarded_mixin
from . import test_kam_history_mixin
from . import test_kam_protected_mixin
from . import test_kam_seal
from . import test_protection
from . import test_transactions
