from . import approval
from . import information
from . import stakeholder
from . import development
from . import visit
from . import suggestion
from . import service
