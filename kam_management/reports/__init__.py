from . import approval
from . import information
from . import stakeholder
