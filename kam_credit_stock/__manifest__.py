{
    "name": "Key Account Credit: Delivery",
    "summary": "Goods are still in the house: the credit check at delivery",
    "version": "19.0.1.0.0",
    "category": "Sales/Key Accounts",
    "license": "AGPL-3",
    "author": "Key Account Management contributors",
    "development_status": "Beta",
    "images": ["static/description/icon.png"],
    "depends": ["kam_credit", "sale_stock"],
    "data": [
        "views/delivery/kam_credit_hold_views.xml",
        "views/delivery/kam_credit_tier_views.xml",
        "views/delivery/stock_picking_views.xml",
    ],
    "auto_install": True,
}
