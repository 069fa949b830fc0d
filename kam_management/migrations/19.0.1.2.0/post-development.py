# beside which item of a forecast the costs of each kind stand, as on a fresh installation
ITEMS = {
    "cost_kind_travel": "travel",
    "cost_kind_hospitality": "development",
    "cost_kind_gift": "development",
    "cost_kind_event": "development",
    "cost_kind_expense": "travel",
    "cost_kind_other": "management",
}


def migrate(cr, version):
    """Dealers are asked what influences their buying, and costs stand beside forecasts."""
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
    for name, item in ITEMS.items():
        cr.execute(
            """
            UPDATE kam_account_cost_kind AS kind
               SET forecast_item = %s
              FROM ir_model_data AS data
             WHERE data.module = 'kam_management'
               AND data.name = %s
               AND data.model = 'kam.account.cost.kind'
               AND kind.id = data.res_id
               AND kind.forecast_item IS NULL
            """,
            (item, name),
        )
