from . import test_kam_development
from . import test_kam_development_prints
from . import test_kam_development_roles
from . import test_kam_development_tour
from . import test_kam_development_views
from . import test_kam_development_xlsx
from . import test_rules_development_value
