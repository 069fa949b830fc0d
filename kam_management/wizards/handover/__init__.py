from . import kam_account_owner_change
from . import kam_account_owner_change_line
from . import kam_account_takeover_line
