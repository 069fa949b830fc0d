from . import (
    test_kam_credit_policy_simulation,
    test_kam_credit_policy_simulation_random,
    test_kam_credit_policy_simulation_roles,
    test_kam_credit_policy_simulation_terms,
    test_kam_credit_policy_simulation_tour,
    test_rules_rescoring,
    test_rules_simulation,
)
