from . import calendar_popover_delete_wizard
from . import kam_visit_absence
from . import kam_visit_proposal
from . import kam_visit_proposal_line
