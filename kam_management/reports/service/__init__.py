from . import kam_service_evaluation_xlsx
from . import kam_service_event_xlsx
from . import kam_service_request_xlsx
from . import kam_service_scheme_xlsx
