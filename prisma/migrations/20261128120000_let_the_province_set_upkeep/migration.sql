-- The days after a repeal and the notice before a review are the province's, where a unit has not set its own. What equals the old
-- default of the code was filled in by the form and never chosen.
ALTER TABLE upkeep_rule
	ALTER external_due_days DROP NOT NULL, ALTER external_due_days DROP DEFAULT,
	ALTER review_notice_days DROP NOT NULL, ALTER review_notice_days DROP DEFAULT;
UPDATE upkeep_rule SET external_due_days = nullif(external_due_days, 30), review_notice_days = nullif(review_notice_days, 30);

-- The setting `upkeep`: `{"externalDueDays": 30, "reviewNoticeDays": 30, "version": 1}`. Due days are computed from it in SQL.
ALTER TABLE setting ADD CONSTRAINT setting_upkeep CHECK (
	CASE
		WHEN key <> 'upkeep' THEN true
		WHEN jsonb_typeof(value -> 'externalDueDays') IS DISTINCT FROM 'number' OR jsonb_typeof(value -> 'reviewNoticeDays') IS DISTINCT FROM 'number'
		THEN false
		ELSE (value ->> 'externalDueDays')::numeric BETWEEN 1 AND 365 AND (value ->> 'reviewNoticeDays')::numeric BETWEEN 1 AND 180
			AND (value ->> 'externalDueDays')::numeric % 1 = 0 AND (value ->> 'reviewNoticeDays')::numeric % 1 = 0
	END);
