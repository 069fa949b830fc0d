from . import kam_credit_evaluation
