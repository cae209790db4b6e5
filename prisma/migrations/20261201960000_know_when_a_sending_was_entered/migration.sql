-- A unit may say today that it sent its announcement a week ago. The board of yesterday did not know it, so the day of the entry is kept as well.
ALTER TABLE announcement_sending ADD COLUMN entered_on DATE;
ALTER TABLE announcement_sending DISABLE TRIGGER announcement_sending_guard;
UPDATE announcement_sending SET entered_on = sent_on;
ALTER TABLE announcement_sending ENABLE TRIGGER announcement_sending_guard;
ALTER TABLE announcement_sending ALTER COLUMN entered_on SET NOT NULL;

CREATE FUNCTION eiso_guard_announcement_sending_entry() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.entered_on IS DISTINCT FROM eiso_today() THEN
			RAISE EXCEPTION 'past_fixed: a sending is entered today' USING ERRCODE = '23514';
		END IF;
	ELSIF NEW.entered_on IS DISTINCT FROM OLD.entered_on OR NEW.returned_on IS DISTINCT FROM OLD.returned_on AND NEW.returned_on <> eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: the day of the entry stays; what is given back is given back today' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER announcement_sending_entry BEFORE INSERT OR UPDATE ON announcement_sending FOR EACH ROW EXECUTE FUNCTION eiso_guard_announcement_sending_entry();
