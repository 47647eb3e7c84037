-- Months and days are counted in UTC, whatever the time zone of the session that writes: a loader in a zone with summer
-- time would else move a release by an hour, or at the end of a month by days.
CREATE OR REPLACE FUNCTION embargo.clock(p_kind text, p_date timestamptz, p_months int, p_observed timestamptz, p_delivered timestamptz, p_last timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE p_kind
  WHEN 'fixed' THEN p_date
  WHEN 'observation' THEN (p_observed AT TIME ZONE 'UTC' + make_interval(months => p_months)) AT TIME ZONE 'UTC'
  WHEN 'delivery' THEN (p_delivered AT TIME ZONE 'UTC' + make_interval(months => p_months)) AT TIME ZONE 'UTC'
  WHEN 'last-observation' THEN (greatest(p_last, p_observed) AT TIME ZONE 'UTC' + make_interval(months => p_months)) AT TIME ZONE 'UTC'
END;
ALTER FUNCTION embargo.tally_observations() SET timezone = 'UTC';
