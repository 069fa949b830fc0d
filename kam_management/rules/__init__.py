"""Rules of dates, scores, states and files that need no database.

Every function takes plain values and returns plain values, so that each rule has one place and a
table of examples in ``tests/<topic>/test_rules_*.py``.
"""
