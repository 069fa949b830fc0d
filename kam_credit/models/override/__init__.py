from . import kam_credit_override
from . import kam_credit_override_outcome
from . import kam_credit_assessment
from . import kam_credit_change
