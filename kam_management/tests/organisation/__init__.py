from . import test_ir_module_module
from . import test_kam_makeup_day
from . import test_kam_position
from . import test_kam_position_job
from . import test_kam_unit
from . import test_res_company
from . import test_rules_deadlines
from . import test_rules_validity
