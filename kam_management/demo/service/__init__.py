from . import kam_demo
from . import kam_demo_evaluation
from . import kam_demo_event
