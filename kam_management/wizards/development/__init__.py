from . import kam_development_change
