def migrate(cr, version):
    """Numbers and codes are told apart whatever they are written like: the former rules go."""
    cr.execute("ALTER TABLE kam_unit DROP CONSTRAINT IF EXISTS kam_unit_code_company_uniq")
    cr.execute("DROP INDEX IF EXISTS kam_account_number_company_uniq")
    # another account of the customer may have ended, see successor_id
    cr.execute("ALTER TABLE kam_account DROP CONSTRAINT IF EXISTS kam_account_number_company_uniq")
