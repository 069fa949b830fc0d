from . import test_kam_visit
from . import test_kam_visit_brief
from . import test_kam_visit_site
from . import test_kam_visit_tour
from . import test_rules_visit_site
