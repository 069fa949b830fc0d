"""Gets the product onto a machine: Odoo, Python packages, PostgreSQL, databases, tests, lint.

Only the standard library is imported here, because this code builds the virtual environment.
"""
