from . import test_calendar_event
from . import test_kam_visit
from . import test_kam_visit_absence
from . import test_kam_visit_concurrency
from . import test_kam_visit_follow_up
from . import test_kam_visit_moments
from . import test_rules_visit_moments
