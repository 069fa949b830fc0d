from . import base_partner_merge
from . import kam_account_group_assign
from . import kam_account_join
from . import kam_account_takeover
from . import kam_account_takeover_file
from . import kam_account_takeover_lookup
from . import kam_account_takeover_line
