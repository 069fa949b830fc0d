from . import profile
from . import evaluation
from . import overview
