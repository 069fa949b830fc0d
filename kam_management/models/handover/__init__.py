from . import kam_handover_item
from . import kam_account_handover
from . import kam_account_owner
from . import kam_account_work
from . import kam_position_accounts
from . import res_company_handover
