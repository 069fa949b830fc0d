from . import test_kam_credit_override
from . import test_kam_credit_override_roles
from . import test_rules_overrides
