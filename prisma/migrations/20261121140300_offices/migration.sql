-- Has the viewer any office at all: does the viewer manage a collection's embargo, or lead a project?
CREATE FUNCTION embargo.holds_office() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(nullif(current_setting('app.managed', true), ''), '{}') <> '{}' OR coalesce(nullif(current_setting('app.led', true), ''), '{}') <> '{}'
$$;
GRANT EXECUTE ON FUNCTION embargo.holds_office() TO airshower_web;

-- Called out when somebody asks, not whenever the column is written.
DROP TRIGGER stop_told ON launch_revocation;
CREATE TRIGGER stop_told AFTER UPDATE OF stop_asked_at ON launch_revocation FOR EACH ROW
  WHEN (OLD.stop_asked_at IS NULL AND NEW.stop_asked_at IS NOT NULL) EXECUTE FUNCTION embargo.tell_change();
