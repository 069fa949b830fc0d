from . import kam_suggestion_xlsx
from . import kam_suggestion_summary_xlsx
from . import kam_suggestion_register_xlsx
