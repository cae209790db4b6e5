-- Points of an inspection count halves (met in part), and stay within the weight of their question.
ALTER TABLE inspection_answer ALTER COLUMN points TYPE DOUBLE PRECISION;
ALTER TABLE inspection ALTER COLUMN points TYPE DOUBLE PRECISION;

ALTER TABLE inspection_answer ADD CONSTRAINT inspection_answer_points CHECK (points IS NULL OR points >= 0 AND points * 2 = floor(points * 2));
ALTER TABLE inspection ADD CONSTRAINT inspection_points CHECK (points IS NULL OR max_points IS NOT NULL AND points BETWEEN 0 AND max_points);
ALTER TABLE inspection ADD CONSTRAINT inspection_first_days
	CHECK ((visit_on IS NULL OR first_visit_on IS NOT NULL) AND (self_due_on IS NULL OR first_self_due_on IS NOT NULL));

-- What a team answered is within the weight, and none of it without a result.
CREATE OR REPLACE FUNCTION eiso_guard_inspection_answer() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	inspection_state text;
BEGIN
	SELECT i.state::text INTO inspection_state FROM inspection i WHERE i.id = NEW.inspection_id FOR SHARE;
	IF (NEW.inspection_id, NEW.question_id) IS DISTINCT FROM (OLD.inspection_id, OLD.question_id) THEN
		RAISE EXCEPTION 'content_frozen: an answer belongs to its question' USING ERRCODE = '23514';
	END IF;
	IF (NEW.result, NEW.points, NEW.evidence, NEW.remark, NEW.answer_version)
		IS DISTINCT FROM (OLD.result, OLD.points, OLD.evidence, OLD.remark, OLD.answer_version) THEN
		IF inspection_state <> 'on_site' OR NEW.answer_version <> OLD.answer_version + 1 THEN
			RAISE EXCEPTION 'illegal_transition: a team answers on site, one version after the other' USING ERRCODE = '23514';
		END IF;
		IF NEW.points IS NOT NULL AND (NEW.result IN ('unanswered', 'not_applicable')
			OR NEW.points > (SELECT q.weight FROM checklist_question q WHERE q.id = NEW.question_id)) THEN
			RAISE EXCEPTION 'points_out_of_range: points are of an answer, and at most its weight' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF (NEW.self_result, NEW.self_text, NEW.self_version) IS DISTINCT FROM (OLD.self_result, OLD.self_text, OLD.self_version)
		AND (inspection_state <> 'notified' OR NEW.self_version <> OLD.self_version + 1) THEN
		RAISE EXCEPTION 'illegal_transition: a unit answers before it hands in, one version after the other' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Minutes leave nothing unanswered, go back once, and a close keeps what was signed with its scores (states.md I6 to I9).
CREATE OR REPLACE FUNCTION eiso_guard_inspection() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state IN ('closed', 'cancelled') OR NEW.cycle_id <> OLD.cycle_id
		OR OLD.first_visit_on IS NOT NULL AND NEW.first_visit_on IS DISTINCT FROM OLD.first_visit_on
		OR OLD.first_self_due_on IS NOT NULL AND NEW.first_self_due_on IS DISTINCT FROM OLD.first_self_due_on
		OR OLD.returned_at IS NOT NULL AND NEW.returned_at IS DISTINCT FROM OLD.returned_at THEN
		RAISE EXCEPTION 'content_frozen: first days, the one return and what was closed stay' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'minutes' AND NEW.state IN ('minutes', 'closed')
		AND (NEW.minutes, NEW.minutes_at, NEW.minutes_round, NEW.remarks, NEW.strengths)
			IS DISTINCT FROM (OLD.minutes, OLD.minutes_at, OLD.minutes_round, OLD.remarks, OLD.strengths) THEN
		RAISE EXCEPTION 'content_frozen: signed minutes stay as they were' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'minutes' AND OLD.state <> 'minutes' AND (OLD.state <> 'on_site' OR NEW.minutes IS NULL OR NEW.minutes_at IS NULL
		OR EXISTS (SELECT 1 FROM inspection_answer a WHERE a.inspection_id = NEW.id AND a.result = 'unanswered')) THEN
		RAISE EXCEPTION 'gate_not_met: minutes are drawn up on site, when nothing is unanswered' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'on_site' AND OLD.state = 'minutes' AND (OLD.returned_at IS NOT NULL OR NEW.returned_at IS NULL) THEN
		RAISE EXCEPTION 'illegal_transition: minutes are returned once' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'closed' AND (OLD.state <> 'minutes' OR NEW.ending IS NULL OR NEW.snapshot IS NULL OR NEW.points IS NULL
		OR NEW.closed_at IS NULL OR NEW.ending = 'own_opinion' AND NEW.unit_opinion IS NULL) THEN
		RAISE EXCEPTION 'gate_not_met: an inspection is closed from its minutes, with how it ended and its scores' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
