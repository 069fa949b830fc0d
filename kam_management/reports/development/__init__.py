from . import kam_development_record_xlsx
