from . import profile
from . import evaluation
from . import change
from . import document
from . import assessment
from . import limit
from . import use
