from . import kam_handover_item
from . import kam_account_handover
from . import kam_account
from . import kam_position
