from . import kam_credit_measure_xlsx
from . import kam_credit_proposal_xlsx
