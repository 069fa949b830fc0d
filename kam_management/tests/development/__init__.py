from . import test_kam_development
from . import test_kam_development_refused
from . import test_rules_development_value
