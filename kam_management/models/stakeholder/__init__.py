from . import kam_stakeholder
from . import kam_stakeholder_requirement
from . import kam_stakeholder_fact
from . import kam_stakeholder_opening
from . import kam_stakeholder_personal_file
from . import kam_stakeholder_duties
from . import kam_account
from . import res_partner
