-- What is carried over is in force by the event of its unit, which its row names, and by no batch. The rest is as it was.
CREATE OR REPLACE FUNCTION eiso_check_version_and_batch() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	v version;
BEGIN
	SELECT * INTO STRICT v FROM version WHERE id = NEW.id;
	IF v.state IN ('issued', 'withdrawn') AND v.origin <> 'carried_over' AND NOT EXISTS (
		SELECT 1 FROM issue_batch b JOIN issue_batch_line l ON l.batch_id = b.id
		WHERE b.id = v.issue_batch_id AND b.state = 'issued' AND l.document_id = v.document_id AND l.version_id = v.id) THEN
		RAISE EXCEPTION 'batch_disagrees: a version is in force only with an issued batch that names it' USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'issued' AND NEW.state = 'approved'
	   AND NOT EXISTS (SELECT 1 FROM issue_batch b WHERE b.id = OLD.issue_batch_id AND b.state = 'revoked') THEN
		RAISE EXCEPTION 'batch_disagrees: a version is given back only with its whole batch' USING ERRCODE = '23514';
	END IF;
	IF v.state = 'withdrawn' AND NEW.state = 'withdrawn'
	   AND NOT EXISTS (
		SELECT 1 FROM signature s WHERE s.version_id = v.id AND s.meaning = 'withdraw_version' AND eiso_is_now(s.signed_at))
	   AND NOT EXISTS (
		SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id
		WHERE l.document_id = v.document_id AND l.withdraws AND b.state = 'issued' AND b.effective_on = v.effective_to) THEN
		RAISE EXCEPTION 'batch_disagrees: what a batch withdraws is withdrawn when it is issued' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
