from . import res_company
from . import res_config_settings
from . import kam_credit_run
from . import kam_credit_profile
from . import kam_credit_profile_overview
