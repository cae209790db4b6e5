-- What was closed, fixed or ended keeps its evidence: that of objectives, ratings of providers, trainings, certificates and auditors. Nobody takes
-- away what they added. Who acts while the thing is being closed waits for it. To a training that was fixed papers may still come.
CREATE FUNCTION eiso_guard_register_evidence() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	settled boolean;
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.removed_by_id = NEW.added_by_id THEN
		RAISE EXCEPTION 'separation_of_duties: nobody takes away the evidence that they added' USING ERRCODE = '23514';
	END IF;
	CASE NEW.subject_type
		WHEN 'objective' THEN
			SELECT s.state = 'closed' INTO settled FROM objective_set s
			WHERE s.id IN (SELECT o.set_id FROM objective o WHERE o.line_id = NEW.subject_id) FOR SHARE;
		WHEN 'provider_rating' THEN
			SELECT p.ended_on IS NOT NULL INTO settled FROM external_provider p
			WHERE p.id = (SELECT r.provider_id FROM provider_rating r WHERE r.id = NEW.subject_id) FOR SHARE;
		WHEN 'training' THEN
			SELECT t.cancelled_at IS NOT NULL OR TG_OP = 'UPDATE' AND t.fixed_at IS NOT NULL INTO settled FROM training t
			WHERE t.id = NEW.subject_id FOR SHARE;
		WHEN 'person_certificate' THEN
			SELECT c.ended_on IS NOT NULL INTO settled FROM person_certificate c WHERE c.id = NEW.subject_id FOR SHARE;
		WHEN 'auditor' THEN
			SELECT a.ended_on IS NOT NULL INTO settled FROM auditor a WHERE a.id = NEW.subject_id FOR SHARE;
	END CASE;
	IF settled THEN
		RAISE EXCEPTION 'content_frozen: what was closed, fixed or ended keeps its evidence' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER evidence_file_of_register BEFORE INSERT OR UPDATE ON evidence_file
	FOR EACH ROW WHEN (NEW.subject_type IN ('objective', 'provider_rating', 'training', 'person_certificate', 'auditor'))
	EXECUTE FUNCTION eiso_guard_register_evidence();
CREATE TRIGGER evidence_pointer_of_register BEFORE INSERT OR UPDATE ON evidence_pointer
	FOR EACH ROW WHEN (NEW.subject_type IN ('objective', 'provider_rating', 'training', 'person_certificate', 'auditor'))
	EXECUTE FUNCTION eiso_guard_register_evidence();
