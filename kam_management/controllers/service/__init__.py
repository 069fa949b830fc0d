from . import kam_service_portal
from . import kam_invitation
