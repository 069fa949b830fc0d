from . import kam_development_hint_switch
