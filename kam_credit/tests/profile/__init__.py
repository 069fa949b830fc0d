from . import test_base_partner_merge
from . import test_kam_credit_posting
from . import test_kam_credit_roles
from . import test_kam_credit_tier
from . import test_kam_unit
from . import test_res_partner
from . import test_rules_bands
from . import test_rules_tiering
