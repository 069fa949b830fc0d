from . import kam_exact_name_mixin
from . import kam_validity_mixin
from . import kam_validity_mixin_job
from . import res_company
from . import kam_unit
from . import kam_position
from . import kam_makeup_day
from . import ir_module_module
