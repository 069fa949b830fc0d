from . import account
from . import screening
from . import development
from . import visit
from . import suggestion
from . import service
