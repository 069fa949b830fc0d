from . import test_rules_services
from . import test_kam_service_entitlement
from . import test_kam_service_request
from . import test_kam_service_scheme
