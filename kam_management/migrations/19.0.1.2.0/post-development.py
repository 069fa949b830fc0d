def migrate(cr, version):
    """Dealers are asked what influences their buying, as on a fresh installation."""
    cr.execute(
        """
        UPDATE kam_customer_nature AS nature
           SET asks_factors = TRUE
          FROM ir_model_data AS data
         WHERE data.module = 'kam_management'
           AND data.name = 'customer_nature_dealer'
           AND data.model = 'kam.customer.nature'
           AND nature.id = data.res_id
        """
    )
