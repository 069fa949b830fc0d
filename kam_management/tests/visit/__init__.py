from . import test_kam_visit
from . import test_kam_visit_costs
from . import test_kam_visit_dialogs
from . import test_kam_visit_finding
from . import test_kam_visit_roles
from . import test_rules_findings
