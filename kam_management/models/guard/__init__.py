from . import base
from . import kam_protected_mixin
from . import kam_guarded_mixin
from . import kam_history_mixin
