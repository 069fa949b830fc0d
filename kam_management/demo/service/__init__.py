from . import kam_demo_evaluation
