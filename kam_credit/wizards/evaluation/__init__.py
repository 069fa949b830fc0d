from . import kam_credit_downgrade_list
from . import kam_credit_downgrade_list_line
from . import kam_credit_history_import
from . import kam_credit_history_import_line
from . import kam_credit_simulation
from . import kam_credit_simulation_line
