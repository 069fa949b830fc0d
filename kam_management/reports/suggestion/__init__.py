from . import kam_suggestion_xlsx
