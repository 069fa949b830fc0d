from . import kam_credit_override_summary
from . import kam_credit_override_summary_line
