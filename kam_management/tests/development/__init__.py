from . import test_kam_development
from . import test_kam_development_actual
from . import test_kam_development_calibration
from . import test_kam_development_forecast
from . import test_kam_development_refused
from . import test_kam_development_transactions
from . import test_kam_development_value_tour
from . import test_rules_development_value
