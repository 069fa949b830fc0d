from . import kam_service_settle
from . import kam_service_overview
