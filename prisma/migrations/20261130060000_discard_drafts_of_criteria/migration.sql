-- A draft of a set of criteria that was begun by mistake is set aside: it is frozen as it was, and another may go on from the same set.
ALTER TYPE "criteria_set_state" ADD VALUE 'discarded';

DROP INDEX criteria_set_revised_once;
-- Written by what it holds for: a value that is new to a type may not be named in the transaction that adds it.
CREATE UNIQUE INDEX criteria_set_revised_once ON criteria_set (revises_id) WHERE revises_id IS NOT NULL AND state IN ('draft', 'published');

CREATE OR REPLACE FUNCTION eiso_guard_criteria_set() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'illegal_transition: a set of criteria begins as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'draft' OR (NEW.revises_id, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.revises_id, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: a set of criteria that was published or discarded is not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM criterion c WHERE c.set_id = NEW.id) THEN
		RAISE EXCEPTION 'illegal_transition: a set without criteria is not published' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
