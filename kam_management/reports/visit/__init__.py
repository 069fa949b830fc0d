from . import kam_visit_xlsx
