from . import kam_development_change
from . import kam_development_hint_switch
