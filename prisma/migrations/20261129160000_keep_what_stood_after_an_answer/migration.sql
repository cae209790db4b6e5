-- What an answer became, so that a later one that was begun from it is merged field by field, and one answer per version.
ALTER TABLE "answer_edit" ADD COLUMN "standing" JSONB;

CREATE UNIQUE INDEX answer_edit_question_once ON answer_edit (question_id, version) WHERE version IS NOT NULL AND question_id IS NOT NULL;
CREATE UNIQUE INDEX answer_edit_inspection_once ON answer_edit (inspection_answer_id, side, version)
	WHERE version IS NOT NULL AND inspection_answer_id IS NOT NULL;
ALTER TABLE answer_edit ADD CONSTRAINT answer_edit_stood CHECK (
	(version IS NULL) = (standing IS NULL) AND (outcome NOT IN ('applied', 'settled') OR version IS NOT NULL) AND (outcome <> 'conflict' OR version IS NULL)
	AND (outcome IN ('settled', 'dropped')) = (settled_by_id IS NOT NULL) AND (settled_by_id IS NULL) = (settled_at IS NULL)
);

CREATE OR REPLACE FUNCTION eiso_guard_answer_edit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF num_nonnulls(NEW.question_id, NEW.inspection_answer_id) <> 1 OR NOT eiso_is_now(NEW.at) THEN
			RAISE EXCEPTION 'append_only: an answer is of one question, at the moment that it names' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.outcome <> 'conflict' OR NEW.outcome NOT IN ('settled', 'dropped')
		OR (to_jsonb(NEW) - 'outcome' - 'version' - 'standing' - 'settled_by_id' - 'settled_at')
			IS DISTINCT FROM (to_jsonb(OLD) - 'outcome' - 'version' - 'standing' - 'settled_by_id' - 'settled_at') THEN
		RAISE EXCEPTION 'append_only: an answer stays as it was sent' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
