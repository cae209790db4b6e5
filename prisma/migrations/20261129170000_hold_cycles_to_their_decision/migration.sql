ALTER TABLE audit_cycle ADD CONSTRAINT audit_cycle_days CHECK (self_days BETWEEN 0 AND 90 AND recommendation_days BETWEEN 1 AND 730);
ALTER TABLE audit_cycle ADD CONSTRAINT audit_cycle_not_its_own_previous CHECK (previous_id IS NULL OR previous_id <> id);

-- Draft, open, closed (states.md §8): opened with a decision, a published list, and a lead in every team; closed when nothing is open.
CREATE OR REPLACE FUNCTION eiso_guard_audit_cycle() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'closed' OR NEW.number <> OLD.number OR OLD.state = 'open' AND (NEW.checklist_version_id, NEW.decision_number, NEW.decision_date,
		NEW.scope, NEW.scope_values, NEW.previous_id, NEW.criteria_set_id, NEW.opened_at, NEW.opened_by_id)
		IS DISTINCT FROM (OLD.checklist_version_id, OLD.decision_number, OLD.decision_date,
		OLD.scope, OLD.scope_values, OLD.previous_id, OLD.criteria_set_id, OLD.opened_at, OLD.opened_by_id) THEN
		RAISE EXCEPTION 'content_frozen: what a cycle was opened with stays' USING ERRCODE = '23514';
	END IF;
	IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'open'), ('open', 'open'), ('open', 'closed')) THEN
		RAISE EXCEPTION 'illegal_transition: a cycle is drafted, opened and closed' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'open' AND (NEW.decision_number = '' OR NEW.decision_date IS NULL OR NEW.opened_at IS NULL
		OR NOT EXISTS (SELECT 1 FROM checklist_version v WHERE v.id = NEW.checklist_version_id AND v.state = 'published')
		OR NOT EXISTS (SELECT 1 FROM cycle_team t WHERE t.cycle_id = NEW.id)
		OR EXISTS (SELECT 1 FROM cycle_team t WHERE t.cycle_id = NEW.id AND NOT EXISTS (SELECT 1 FROM cycle_team_member m
			WHERE m.team_id = t.id AND m.is_lead AND m.ended_at IS NULL))) THEN
		RAISE EXCEPTION 'gate_not_met: a cycle is opened with a decision, a published list and a lead in every team' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'open' AND NEW.state = 'closed' AND (NEW.closed_at IS NULL
		OR EXISTS (SELECT 1 FROM inspection i WHERE i.cycle_id = NEW.id AND i.state NOT IN ('closed', 'cancelled'))) THEN
		RAISE EXCEPTION 'gate_not_met: a cycle is closed when every inspection of it has ended' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Cycles begin as drafts.
CREATE FUNCTION eiso_guard_new_cycle() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.state <> 'draft' OR NEW.opened_at IS NOT NULL OR NEW.closed_at IS NOT NULL THEN
		RAISE EXCEPTION 'illegal_transition: a cycle begins as a draft' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER audit_cycle_begins BEFORE INSERT ON audit_cycle FOR EACH ROW EXECUTE FUNCTION eiso_guard_new_cycle();

-- The draft's list of units is no more than that: what holds after the opening are the inspections.
CREATE FUNCTION eiso_guard_cycle_unit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM audit_cycle c WHERE c.id = NEW.cycle_id AND c.state = 'draft') OR TG_OP = 'UPDATE'
		AND (NEW.cycle_id, NEW.unit_id) IS DISTINCT FROM (OLD.cycle_id, OLD.unit_id) THEN
		RAISE EXCEPTION 'content_frozen: the scope of a cycle that was opened stays' USING ERRCODE = '23514';
	END IF;
	IF NEW.team_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cycle_team t WHERE t.id = NEW.team_id AND t.cycle_id = NEW.cycle_id) THEN
		RAISE EXCEPTION 'content_frozen: a team belongs to its cycle' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER cycle_unit_written BEFORE INSERT OR UPDATE ON cycle_unit FOR EACH ROW EXECUTE FUNCTION eiso_guard_cycle_unit();

CREATE FUNCTION eiso_guard_cycle_team() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM audit_cycle c WHERE c.id = NEW.cycle_id AND c.state = 'closed') OR TG_OP = 'UPDATE' AND NEW.cycle_id <> OLD.cycle_id THEN
		RAISE EXCEPTION 'content_frozen: the teams of a closed cycle stay' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER cycle_team_written BEFORE INSERT OR UPDATE ON cycle_team FOR EACH ROW EXECUTE FUNCTION eiso_guard_cycle_team();

CREATE FUNCTION eiso_guard_cycle_team_member() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR (to_jsonb(NEW) - 'ended_at' - 'ended_reason')
			IS DISTINCT FROM (to_jsonb(OLD) - 'ended_at' - 'ended_reason') THEN
			RAISE EXCEPTION 'append_only: a place in a team ends once and is not changed' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF EXISTS (SELECT 1 FROM cycle_team t JOIN audit_cycle c ON c.id = t.cycle_id WHERE t.id = NEW.team_id AND c.state = 'closed') THEN
		RAISE EXCEPTION 'content_frozen: the teams of a closed cycle stay' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER cycle_team_member_written BEFORE INSERT OR UPDATE ON cycle_team_member FOR EACH ROW EXECUTE FUNCTION eiso_guard_cycle_team_member();

-- Inspections come of an open cycle and keep to its teams. The row of the cycle is locked, so that closing it and adding to it do not pass.
CREATE FUNCTION eiso_guard_new_inspection() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	cycle_state text;
BEGIN
	SELECT c.state::text INTO cycle_state FROM audit_cycle c WHERE c.id = NEW.cycle_id FOR SHARE;
	IF TG_OP = 'INSERT' AND (cycle_state IS DISTINCT FROM 'open' OR NEW.state <> 'scheduled') THEN
		RAISE EXCEPTION 'illegal_transition: inspections are made in an open cycle' USING ERRCODE = '23514';
	END IF;
	IF NEW.team_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cycle_team t WHERE t.id = NEW.team_id AND t.cycle_id = NEW.cycle_id) THEN
		RAISE EXCEPTION 'content_frozen: a team belongs to its cycle' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER inspection_made BEFORE INSERT OR UPDATE OF team_id ON inspection FOR EACH ROW EXECUTE FUNCTION eiso_guard_new_inspection();

-- The address of a feed ends once; its hash never changes.
CREATE FUNCTION eiso_guard_calendar_feed() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR (to_jsonb(NEW) - 'ended_at') IS DISTINCT FROM (to_jsonb(OLD) - 'ended_at') THEN
		RAISE EXCEPTION 'append_only: the address of a calendar ends once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER calendar_feed_guard BEFORE UPDATE ON calendar_feed FOR EACH ROW EXECUTE FUNCTION eiso_guard_calendar_feed();
