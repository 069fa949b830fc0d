from . import profile
from . import change
from . import document
from . import assessment
from . import limit
from . import use
