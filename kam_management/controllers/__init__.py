from . import kam_deadline
from . import kam_stakeholder_privacy
from . import report
from . import suggestion
from . import service
