-- An event that is called off leaves the version that it began, with no day in it. Whether and when a unit has ended is asked of the others.
CREATE OR REPLACE FUNCTION eiso_has_ended(unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = unit AND v.valid_from <= eiso_today())
		AND NOT EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = unit AND v.valid_to IS DISTINCT FROM v.valid_from
			AND (v.valid_to IS NULL OR v.valid_to > eiso_today()));

CREATE OR REPLACE FUNCTION eiso_ended_without_heir(unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN eiso_has_ended(unit) AND NOT EXISTS (SELECT 1 FROM unit_passage l JOIN unit_event e ON e.id = l.event_id AND e.effective_on <= eiso_today()
		WHERE l.from_unit_id = unit AND l.to_unit_id <> unit
			AND e.effective_on = (SELECT max(v.valid_to) FROM unit_version v WHERE v.unit_id = unit AND v.valid_to IS DISTINCT FROM v.valid_from));

-- The unit that stood above it at its end, else the Department's own.
CREATE OR REPLACE FUNCTION eiso_keeps_for(keeper uuid, ended uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN keeper <> ended AND (
		EXISTS (SELECT 1 FROM unit_version v WHERE v.unit_id = ended AND v.parent_id = keeper AND v.valid_to IS DISTINCT FROM v.valid_from
			AND v.valid_to = (SELECT max(o.valid_to) FROM unit_version o WHERE o.unit_id = ended AND o.valid_to IS DISTINCT FROM o.valid_from))
		OR EXISTS (SELECT 1 FROM setting s WHERE s.key = 'models.unit' AND s.value = to_jsonb(keeper::text)));
