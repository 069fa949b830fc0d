from . import kam_service_request_xlsx
