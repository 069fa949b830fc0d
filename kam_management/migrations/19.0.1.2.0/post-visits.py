from odoo.tools import SQL

from odoo.addons.kam_management.models.visit.kam_customer_class import DEFAULT_INTERVALS


def migrate(cr, version):
    """The classes that companies started with say how often their customers are visited.

    A class of which somebody has chosen the interval, be it 0, keeps it.
    """
    cr.execute(
        SQL(
            """
            UPDATE kam_customer_class AS class
               SET visit_interval = given.days
              FROM (VALUES %(given)s) AS given (code, days)
             WHERE class.code = given.code
               AND coalesce(class.visit_interval, 0) = 0
               AND NOT EXISTS (
                       SELECT
                         FROM mail_tracking_value AS value
                         JOIN mail_message AS message ON message.id = value.mail_message_id
                         JOIN ir_model_fields AS field ON field.id = value.field_id
                        WHERE message.model = 'kam.customer.class'
                          AND message.res_id = class.id
                          AND field.name = 'visit_interval'
                   )
            """,
            given=SQL(", ").join(SQL("(%s, %s)", *item) for item in DEFAULT_INTERVALS.items()),
        )
    )
