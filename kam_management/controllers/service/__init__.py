from . import kam_service_portal
