from . import guard
from . import organisation
from . import approval
from . import account
from . import handover
from . import information
from . import stakeholder
from . import screening
