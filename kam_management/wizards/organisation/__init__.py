from . import kam_table_file_mixin
from . import kam_position_end
from . import kam_organisation_import
from . import kam_organisation_import_line
