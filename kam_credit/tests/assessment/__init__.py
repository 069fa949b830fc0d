from . import (
    test_kam_credit_assessment,
    test_kam_credit_assessment_figures,
    test_kam_credit_assessment_mean,
    test_kam_credit_assessment_roles,
    test_kam_credit_assessment_tour,
    test_kam_credit_path,
    test_kam_credit_reassessment,
    test_kam_credit_scorecard,
    test_rules_paths,
    test_rules_rolling,
    test_rules_scoring,
    test_rules_statement_ratios,
)
