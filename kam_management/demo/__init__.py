from . import kam_demo
from . import kam_screening_demo
