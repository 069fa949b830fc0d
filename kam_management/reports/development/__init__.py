from . import kam_development_xlsx
