from . import (
    test_kam_credit_exposure,
    test_kam_credit_exposure_profile,
    test_kam_credit_exposure_random,
    test_kam_credit_released_rest,
    test_kam_credit_used,
    test_rules_ageing,
    test_rules_exposure,
)
