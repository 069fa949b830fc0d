from . import profile
from . import evaluation
from . import change
from . import overview
