from . import test_kam_visit
from . import test_kam_visit_coverage
from . import test_kam_visit_due
from . import test_kam_visit_week
from . import test_rules_visit_due
