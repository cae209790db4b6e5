-- A draft of a checklist that was begun by mistake is set aside: it is frozen as it was, and its number is free again.
ALTER TYPE "checklist_version_state" ADD VALUE 'discarded';

CREATE INDEX "checklist_version_checklist_id_idx" ON "checklist_version"("checklist_id");
DROP INDEX "checklist_version_checklist_id_number_key";
-- Written by what it holds for: a value that is new to a type may not be named in the transaction that adds it.
CREATE UNIQUE INDEX checklist_version_number ON checklist_version (checklist_id, number) WHERE state IN ('draft', 'published');

CREATE OR REPLACE FUNCTION eiso_guard_checklist_version() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'illegal_transition: a version of a checklist begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'draft' OR (NEW.checklist_id, NEW.number, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.checklist_id, OLD.number, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a checklist that was published or discarded is not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM checklist_question q WHERE q.version_id = NEW.id) THEN
		RAISE EXCEPTION 'illegal_transition: a checklist without questions is not published' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
