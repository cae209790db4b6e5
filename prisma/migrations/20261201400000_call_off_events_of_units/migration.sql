-- Events of units with the scan of their decision, what their entry wrote, the call-off before their day, and the event that answers another.
CREATE TYPE "unit_event_thing" AS ENUM ('unit_version', 'membership', 'division_version');

ALTER TABLE "unit_event"
    ADD COLUMN "scan_sha256" TEXT,
    ADD COLUMN "scan_name" TEXT,
    ADD COLUMN "answers_id" UUID;
CREATE TABLE "unit_event_change" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "thing" "unit_event_thing" NOT NULL,
    "subject_id" UUID NOT NULL,
    "begun" BOOLEAN NOT NULL DEFAULT false,
    "end_before" DATE,
    "end_after" DATE,

    CONSTRAINT "unit_event_change_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "unit_event_call_off" (
    "event_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "called_off_by_id" UUID NOT NULL,
    "called_off_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unit_event_call_off_pkey" PRIMARY KEY ("event_id")
);

CREATE INDEX "unit_event_scan_sha256_idx" ON "unit_event"("scan_sha256");
CREATE INDEX "unit_event_answers_id_idx" ON "unit_event"("answers_id");
CREATE UNIQUE INDEX "unit_event_change_event_id_thing_subject_id_key" ON "unit_event_change"("event_id", "thing", "subject_id");
CREATE INDEX "unit_event_call_off_called_off_by_id_idx" ON "unit_event_call_off"("called_off_by_id");

ALTER TABLE "unit_event" ADD CONSTRAINT "unit_event_scan_sha256_fkey" FOREIGN KEY ("scan_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "unit_event" ADD CONSTRAINT "unit_event_answers_id_fkey" FOREIGN KEY ("answers_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "unit_event_change" ADD CONSTRAINT "unit_event_change_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "unit_event_call_off" ADD CONSTRAINT "unit_event_call_off_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "unit_event"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "unit_event_call_off" ADD CONSTRAINT "unit_event_call_off_called_off_by_id_fkey" FOREIGN KEY ("called_off_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Who follows whom, by every event that was not called off.
CREATE VIEW unit_passage AS
	SELECT l.* FROM unit_event_line l WHERE NOT EXISTS (SELECT 1 FROM unit_event_call_off c WHERE c.event_id = l.event_id);

-- What an event did is written when it is entered.
CREATE FUNCTION eiso_guard_unit_event_change() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		RAISE EXCEPTION 'append_only: what an event did is never rewritten' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM unit_event e WHERE e.id = NEW.event_id AND eiso_is_now(e.created_at)) THEN
		RAISE EXCEPTION 'past_fixed: what an event did is written when it is entered' USING ERRCODE = '23514';
	END IF;
	IF NEW.begun <> (NEW.end_after IS NULL) OR NEW.begun AND (NEW.thing <> 'unit_version' OR NEW.end_before IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: an event begins versions of units, and sets ends' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_event_change_guard BEFORE INSERT OR UPDATE OR DELETE ON unit_event_change FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_event_change();
CREATE TRIGGER unit_event_change_no_truncate BEFORE TRUNCATE ON unit_event_change EXECUTE FUNCTION eiso_refuse_delete();

-- Until the day before, once, with a reason.
CREATE FUNCTION eiso_guard_unit_event_call_off() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		RAISE EXCEPTION 'append_only: what was called off stays so' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM unit_event e WHERE e.id = NEW.event_id AND e.effective_on > eiso_today()) THEN
		RAISE EXCEPTION 'past_fixed: from its day on an event is answered by another, never called off' USING ERRCODE = '23514';
	END IF;
	IF trim(NEW.reason) = '' OR NOT eiso_is_now(NEW.called_off_at) THEN
		RAISE EXCEPTION 'illegal_transition: an event is called off for a reason, at the moment that it names' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_event_call_off_guard BEFORE INSERT OR UPDATE OR DELETE ON unit_event_call_off FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_event_call_off();
CREATE TRIGGER unit_event_call_off_no_truncate BEFORE TRUNCATE ON unit_event_call_off EXECUTE FUNCTION eiso_refuse_delete();

-- Only what has come about is answered: everything before its day is called off.
CREATE FUNCTION eiso_guard_unit_event_answer() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.answers_id IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM unit_event e WHERE e.id = NEW.answers_id AND e.effective_on <= eiso_today() AND e.effective_on <= NEW.effective_on
			AND NOT EXISTS (SELECT 1 FROM unit_event_call_off c WHERE c.event_id = e.id)) THEN
		RAISE EXCEPTION 'illegal_transition: an event answers one whose day has come' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER unit_event_answer_guard BEFORE INSERT ON unit_event FOR EACH ROW EXECUTE FUNCTION eiso_guard_unit_event_answer();

-- As before, but for events that were called off: nobody succeeds by them.
CREATE OR REPLACE FUNCTION eiso_succeeds(heir uuid, ended uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN NOT EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = ended AND v.valid_from <= eiso_today()
			AND (v.valid_to IS NULL OR v.valid_to > eiso_today()))
		AND EXISTS (SELECT 1 FROM unit_passage l JOIN unit_event e ON e.id = l.event_id AND e.kind IN ('MERGE', 'SPLIT', 'ABOLISH')
			WHERE l.from_unit_id = ended AND l.to_unit_id = heir AND e.effective_on <= eiso_today());
-- The guards that ask who follows whom, in their newest words, with the lines of events that stand.
DO $$
DECLARE
	guard text;
BEGIN
	FOREACH guard IN ARRAY ARRAY['eiso_guard_numbered_print', 'eiso_guard_record_series'] LOOP
		EXECUTE replace(pg_get_functiondef(guard::regproc), 'unit_event_line l', 'unit_passage l');
	END LOOP;
END $$;
