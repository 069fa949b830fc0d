from . import kam_credit_ageing_xlsx
from . import kam_credit_exposure_xlsx
