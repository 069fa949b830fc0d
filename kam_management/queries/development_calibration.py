"""How good the forecasts of each person were, from what became of them month by month."""

from odoo.tools import SQL


def counted(actual, months):
    """Return the statement with one row per forecast that says something of its author.

    A forecast counts from the day on which its first twelve months are over, or when the next
    edition took its place before. Months that were over when it was approved were no forecast.

    :param SQL actual: what ``development_actuals.actuals`` returned
    :param int months: so many months of each forecast count
    :rtype: SQL
    """
    return SQL(
        """
        SELECT actual.development_id,
               actual.author_id,
               actual.company_id,
               count(*) AS months,
               count(*) FILTER (WHERE actual.is_in_band) AS months_in_band,
               sum(actual.actual_sales) / nullif(sum(actual.forecast_expected), 0) - 1 AS error
          FROM (%(actual)s) AS actual
         WHERE actual.is_whole
           AND actual.is_foreseen
           AND actual.number <= %(months)s
           AND actual.author_id IS NOT NULL
      GROUP BY actual.development_id, actual.author_id, actual.company_id
        HAVING max(actual.number) >= %(months)s
            OR bool_or(actual.followed_on IS NOT NULL)
        """,
        actual=actual,
        months=months,
    )


def calibration(forecasts, least):
    """Return the statement with one row per author and company: how good their forecasts were.

    Authors are people who submitted a forecast, also when none of theirs counts yet, and have a
    position in the company; the row names its unit.

    :param SQL forecasts: what :func:`counted` returned
    :param int least: so many forecasts are needed
    :rtype: SQL
    """
    return SQL(
        """
        SELECT min(place.id) AS id,
               judged.author_id,
               judged.company_id,
               (array_agg(place.unit_id ORDER BY place.id))[1] AS unit_id,
               judged.forecasts,
               greatest(%(least)s - judged.forecasts, 0) AS missing,
               CASE WHEN judged.forecasts >= %(least)s THEN judged.error END AS error,
               CASE WHEN judged.forecasts >= %(least)s
                    THEN judged.months_in_band / judged.months
               END AS share_in_band
          FROM (
               SELECT author.id AS author_id,
                      author.company_id,
                      count(forecast.development_id) AS forecasts,
                      sum(forecast.months) AS months,
                      sum(forecast.months_in_band) AS months_in_band,
                      avg(forecast.error) AS error
                 FROM (
                      SELECT DISTINCT submitted_by_id AS id, company_id
                        FROM kam_development
                       WHERE submitted_by_id IS NOT NULL
                         AND date_forecast IS NOT NULL
                      ) AS author
            LEFT JOIN (%(forecasts)s) AS forecast
                   ON forecast.author_id = author.id
                  AND forecast.company_id = author.company_id
             GROUP BY author.id, author.company_id
               ) AS judged
          JOIN kam_position AS place
            ON place.user_id = judged.author_id
           AND place.is_current
          JOIN kam_unit AS unit
            ON unit.id = place.unit_id
           AND unit.company_id = judged.company_id
      GROUP BY judged.author_id, judged.company_id, judged.forecasts, judged.months,
               judged.months_in_band, judged.error
        """,
        forecasts=forecasts,
        least=least,
    )
