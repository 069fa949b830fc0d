from . import kam_credit_change
from . import kam_credit_change_process
from . import kam_credit_change_duties
from . import kam_credit_change_sla
from . import kam_credit_profile
from . import kam_account
from . import kam_credit_touch
