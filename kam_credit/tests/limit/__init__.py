from . import (
    test_kam_credit_formula,
    test_kam_credit_group,
    test_kam_credit_limit_on,
    test_kam_credit_temporary_limit,
    test_kam_credit_temporary_limit_concurrency,
    test_kam_credit_temporary_limit_roles,
    test_rules_limits,
)
