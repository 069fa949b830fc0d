from . import kam_credit_measure_end
from . import kam_credit_proposal_answer
