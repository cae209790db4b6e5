-- Who kept the records of a unit on the day of its end may take them for a moment although it ended since: its own end sends them on, where it was chosen.
CREATE OR REPLACE FUNCTION eiso_keeps_for(keeper uuid, ended uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN keeper <> ended AND keeper IN (eiso_record_keeper(ended, eiso_today()), eiso_record_keeper(ended, eiso_unit_end(ended)));

-- An event that was called off makes no successor of records.
DO $$
BEGIN
	EXECUTE replace(pg_get_functiondef('eiso_guard_record_series'::regproc), 'unit_event_line l', 'unit_passage l');
END $$;
