from . import guard
from . import organisation
from . import approval
from . import account
from . import handover
from . import stakeholder
from . import ledger
from . import screening
