from . import test_kam_visit
from . import test_kam_visit_prints
from . import test_kam_visit_views
from . import test_kam_visit_xlsx
