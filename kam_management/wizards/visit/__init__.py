from . import kam_visit_pass
from . import kam_visit_stretch
