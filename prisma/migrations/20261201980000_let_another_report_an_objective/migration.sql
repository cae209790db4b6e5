-- Who answers for an objective is signed with it. Who gives its results may be handed over: by name, until a revision words the objective anew.
ALTER TABLE "objective" ADD COLUMN "reporter_id" UUID;
CREATE INDEX "objective_reporter_id_idx" ON "objective"("reporter_id");
ALTER TABLE "objective" ADD CONSTRAINT "objective_reporter_id_fkey" FOREIGN KEY ("reporter_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Free in a draft, where the owner reports; afterwards what was signed is only ended by the next revision, and what that one will add is free.
CREATE OR REPLACE FUNCTION eiso_guard_objective() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	row_set uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.set_id ELSE OLD.set_id END;
	p objective_set;
BEGIN
	SELECT * INTO p FROM objective_set WHERE id = row_set;
	IF TG_OP <> 'INSERT' AND p.state <> 'draft' AND (p.state = 'closed' OR OLD.since_revision <= p.revision) THEN
		IF TG_OP = 'DELETE' THEN
			RAISE EXCEPTION 'append_only: an objective that was signed is revised, not deleted' USING ERRCODE = '23514';
		END IF;
		IF p.state = 'closed' OR (to_jsonb(NEW) - '{until_revision,reporter_id}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{until_revision,reporter_id}'::text[])
			OR coalesce(OLD.until_revision, p.revision + 1) <> p.revision + 1 OR coalesce(NEW.until_revision, p.revision + 1) <> p.revision + 1 THEN
			RAISE EXCEPTION 'content_frozen: an objective that was signed is ended by the next revision alone' USING ERRCODE = '23514';
		END IF;
		IF NEW.reporter_id IS DISTINCT FROM OLD.reporter_id AND (NEW.reporter_id IS NULL OR NOT eiso_works_in(NEW.reporter_id, p.unit_id)) THEN
			RAISE EXCEPTION 'illegal_transition: results are given by somebody who works in the unit' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF NEW.set_id <> row_set OR p.state = 'closed' OR NEW.until_revision IS NOT NULL OR NEW.reporter_id IS NOT NULL
		OR NEW.since_revision <> (CASE p.state WHEN 'draft' THEN 0 ELSE p.revision + 1 END)
		OR EXISTS (SELECT 1 FROM objective o WHERE o.line_id = NEW.line_id AND o.set_id <> NEW.set_id)
		OR TG_OP = 'UPDATE' AND NEW.line_id <> OLD.line_id THEN
		RAISE EXCEPTION 'content_frozen: objectives grow by their draft or their next revision' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
