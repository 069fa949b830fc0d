from . import kam_service_settle
from . import kam_service_overview
from . import kam_service_event_settle
from . import kam_service_guest_add
