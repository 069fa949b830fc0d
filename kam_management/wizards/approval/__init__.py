from . import kam_approval_decide
from . import kam_approval_preview
from . import kam_approval_preview_line
from . import kam_archive_receipt
