from . import kam_credit_simulation
from . import kam_credit_simulation_line
