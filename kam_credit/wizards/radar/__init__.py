from . import kam_credit_signal_look
