from . import base
from . import kam_protected_mixin
from . import kam_guarded_mixin
from . import kam_history_mixin
from . import kam_seal
from . import kam_seal_line
from . import kam_seal_verification
from . import res_config_settings
