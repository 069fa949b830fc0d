from . import kam_development_cancel
from . import kam_development_hint_switch
from . import kam_development_meeting_step
from . import kam_development_assign
