-- The document of objectives is issued after they were signed: which one it is, is no part of what was signed.
CREATE OR REPLACE FUNCTION eiso_guard_objective_set() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' OR NEW.revision <> 0 THEN
			RAISE EXCEPTION 'illegal_transition: objectives begin as a draft' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state = 'closed' OR (NEW.unit_id, NEW.year, NEW.created_by_id, NEW.created_at)
		IS DISTINCT FROM (OLD.unit_id, OLD.year, OLD.created_by_id, OLD.created_at) THEN
		RAISE EXCEPTION 'content_frozen: unit and year of objectives stay, and so do closed ones' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'approved' AND (NEW.state = 'draft' OR NEW.approved_at IS DISTINCT FROM OLD.approved_at) THEN
		RAISE EXCEPTION 'content_frozen: objectives that were signed are revised, not changed' USING ERRCODE = '23514';
	END IF;
	IF NEW.revision NOT IN (OLD.revision, OLD.revision + 1)
		OR (OLD.state = 'draft' AND NEW.state = 'approved') <> (NEW.revision > OLD.revision AND OLD.state = 'draft') THEN
		RAISE EXCEPTION 'illegal_transition: objectives are approved by their next revision' USING ERRCODE = '23514';
	END IF;
	IF NEW.revision > OLD.revision AND NOT EXISTS (
		SELECT 1 FROM objective_revision r WHERE r.set_id = NEW.id AND r.number = NEW.revision) THEN
		RAISE EXCEPTION 'unsigned: a revision of objectives is signed' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'closed' THEN
		IF NEW.closed_at IS NULL THEN
			RAISE EXCEPTION 'illegal_transition: objectives are closed on a day' USING ERRCODE = '23514';
		END IF;
		IF NEW.closed_by_id IS NULL THEN
			IF coalesce(NEW.closed_reason, '') = '' OR EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = NEW.unit_id
				AND v.valid_from <= eiso_today() AND (v.valid_to IS NULL OR v.valid_to > eiso_today())) THEN
				RAISE EXCEPTION 'gate_not_met: objectives close by themselves only with their unit' USING ERRCODE = '23514';
			END IF;
		ELSIF OLD.state <> 'approved' OR EXISTS (SELECT 1 FROM objective o WHERE o.set_id = NEW.id AND o.until_revision IS NULL
			AND NOT EXISTS (SELECT 1 FROM objective_outcome u WHERE u.line_id = o.line_id)) THEN
			RAISE EXCEPTION 'gate_not_met: a year is closed when each objective of it was judged' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;
