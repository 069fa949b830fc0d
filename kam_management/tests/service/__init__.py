from . import test_rules_services
from . import test_kam_service_entitlement
from . import test_kam_service_request
from . import test_kam_service_scheme
from . import test_kam_service_roles
from . import test_kam_service_refusals
from . import test_sale_order
from . import test_kam_service_tour
