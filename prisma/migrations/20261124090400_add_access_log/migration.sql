-- design.md §6: reads go into an append-only log, partitioned by month, kept 24 months. A schema of its own, because partitions
-- come and go and the ORM does not need to see them.
CREATE SCHEMA eiso_log;

CREATE TABLE eiso_log.access_log (
	at timestamptz(3) NOT NULL,
	user_id uuid,
	unit_id uuid,
	document_id uuid,
	version_id uuid,
	-- open, file, print, source, export, verify, past
	action text NOT NULL,
	detail text,
	token_id uuid,
	address text,
	request_id text
) PARTITION BY RANGE (at);
CREATE TABLE eiso_log.access_log_other PARTITION OF eiso_log.access_log DEFAULT;
CREATE INDEX access_log_unit ON eiso_log.access_log (unit_id, at);
CREATE INDEX access_log_version ON eiso_log.access_log (version_id, at);
CREATE INDEX access_log_user ON eiso_log.access_log (user_id, at);

CREATE TRIGGER access_log_no_change BEFORE UPDATE OR DELETE ON eiso_log.access_log FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER access_log_no_truncate BEFORE TRUNCATE ON eiso_log.access_log EXECUTE FUNCTION eiso_refuse_delete();

-- Makes the partition of the month of a day, if it is missing. Called ahead of time by a daily job.
CREATE FUNCTION eiso_log.ensure_month(day date) RETURNS void
	LANGUAGE plpgsql AS $$
DECLARE
	first date := date_trunc('month', day)::date;
	name text := 'access_log_' || to_char(first, 'YYYY_MM');
BEGIN
	IF to_regclass('eiso_log.' || name) IS NULL THEN
		EXECUTE format('CREATE TABLE eiso_log.%I PARTITION OF eiso_log.access_log FOR VALUES FROM (%L) TO (%L)',
			name, first::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh');
	END IF;
END $$;

-- Drops whole months older than the number of months to keep (at least 12); gives the number dropped.
CREATE FUNCTION eiso_log.drop_old(keep_months int) RETURNS int
	LANGUAGE plpgsql AS $$
DECLARE
	limit_name text := 'access_log_' || to_char(eiso_today() - make_interval(months => greatest(keep_months, 12)), 'YYYY_MM');
	part record;
	dropped int := 0;
BEGIN
	FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = 'eiso_log.access_log'::regclass AND c.relname ~ '^access_log_\d{4}_\d{2}$' AND c.relname < limit_name
	LOOP
		EXECUTE format('DROP TABLE eiso_log.%I', part.relname);
		dropped := dropped + 1;
	END LOOP;
	RETURN dropped;
END $$;
