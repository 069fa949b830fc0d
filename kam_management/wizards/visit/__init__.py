from . import kam_visit_pass
from . import kam_visit_stretch
from . import kam_visit_change
from . import kam_visit_settle
from . import kam_visit_spend
