from . import kam_credit_demo
