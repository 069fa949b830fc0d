"""The users of the demo data, with their roles, for whoever tries the product."""

_USERS = """
    WITH positions AS (
        SELECT position.user_id,
               string_agg(DISTINCT label.name ->> 'en_US' || ', ' || unit.name, '; ') AS what
        FROM kam_position position
        JOIN kam_unit unit ON unit.id = position.unit_id
        JOIN ir_model_fields field ON field.model = 'kam.position' AND field.name = 'role'
        JOIN ir_model_fields_selection label
            ON label.field_id = field.id AND label.value = position.role
        WHERE position.active AND position.is_current
        GROUP BY position.user_id
    ), own_groups AS (
        SELECT held.uid AS user_id, string_agg(DISTINCT own.name ->> 'en_US', '; ') AS what
        FROM res_groups_users_rel held
        JOIN res_groups own ON own.id = held.gid
        JOIN ir_model_data data
            ON data.model = 'res.groups' AND data.res_id = own.id AND data.module LIKE 'kam%'
        GROUP BY held.uid
    )
    SELECT users.login, partner.name,
           CASE WHEN users.share THEN 'Customer (portal)'
                ELSE coalesce(positions.what, own_groups.what, partner.function, 'Employee') END
    FROM ir_model_data data
    JOIN res_users users ON data.model = 'res.users' AND users.id = data.res_id
    JOIN res_partner partner ON partner.id = users.partner_id
    LEFT JOIN positions ON positions.user_id = users.id
    LEFT JOIN own_groups ON own_groups.user_id = users.id
    WHERE data.module LIKE 'kam%' AND users.active
    ORDER BY users.share, data.id
"""


def table(server, database):
    """Return the lines of a table: login, password, name and role of each demo user.

    :param server: a running PostgreSQL server
    :param database: the database with demo data
    """
    users = [("admin", "Administrator", "System administrator")]
    if server.query("SELECT to_regclass('kam_position')", database) != [[""]]:
        users += server.query(_USERS, database)
    rows = [("LOGIN", "PASSWORD", "NAME", "ROLE")]
    # The demo data gives each user the login as password.
    rows += [(login, login, name, role) for login, name, role in users]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  " + "  ".join([*(f"{row[i]:<{widths[i]}}" for i in range(3)), row[3]]) for row in rows
    ]
