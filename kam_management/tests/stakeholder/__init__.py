from . import test_kam_stakeholder
from . import test_kam_stakeholder_opening
from . import test_kam_stakeholder_fact
from . import test_kam_stakeholder_duties
from . import test_kam_stakeholder_privacy
from . import test_kam_stakeholder_queries
from . import test_kam_stakeholder_report
from . import test_kam_stakeholder_tour
