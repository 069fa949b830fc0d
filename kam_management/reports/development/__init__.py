from . import kam_development_xlsx
from . import kam_development_record_xlsx
