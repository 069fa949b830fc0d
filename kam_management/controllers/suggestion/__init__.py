from . import kam_suggestion_portal
