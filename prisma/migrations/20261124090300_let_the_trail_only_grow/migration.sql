-- design.md §5.3: the trail refuses UPDATE, DELETE and TRUNCATE; each row carries the hash of the one before it in its chain.
CREATE UNIQUE INDEX audit_chain_one_province ON audit_chain ((unit_id IS NULL)) WHERE unit_id IS NULL;

-- The text that is hashed. jsonb orders keys and drops insignificant white space, so equal content gives equal text.
CREATE FUNCTION eiso_trail_text(r audit_trail) RETURNS text
	LANGUAGE sql STABLE
	RETURN jsonb_build_array(
		r.chain_id, r.seq, to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), r.event, r.subject_type, r.subject_id,
		r.unit_id, r.actor_id, r.actor_name, r.actor_role, r.position, r.delegation, r.token_id, r.operator,
		r.before, r.after, r.comment, r.request_id, r.prev_hash)::text;

CREATE FUNCTION eiso_trail_append() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	chain audit_chain;
BEGIN
	-- The lock on the chain orders the writers of one unit until they commit; other units do not wait.
	SELECT * INTO STRICT chain FROM audit_chain WHERE id = NEW.chain_id FOR UPDATE;
	NEW.seq := chain.seq + 1;
	NEW.prev_hash := chain.head_hash;
	NEW.unit_id := chain.unit_id;
	NEW.hash := encode(sha256(convert_to(eiso_trail_text(NEW), 'UTF8')), 'hex');
	UPDATE audit_chain SET seq = NEW.seq, head_hash = NEW.hash WHERE id = chain.id;
	RETURN NEW;
END $$;
CREATE TRIGGER audit_trail_append BEFORE INSERT ON audit_trail FOR EACH ROW EXECUTE FUNCTION eiso_trail_append();
CREATE TRIGGER audit_trail_no_change BEFORE UPDATE OR DELETE ON audit_trail FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_trail_no_truncate BEFORE TRUNCATE ON audit_trail EXECUTE FUNCTION eiso_refuse_delete();

-- The head of a chain moves only with a row of the trail.
CREATE FUNCTION eiso_guard_audit_chain() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.seq <> 0 OR NEW.head_hash <> '' THEN
			RAISE EXCEPTION 'append_only: a chain starts empty' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2 THEN
		RAISE EXCEPTION 'append_only: the head of a chain moves only with its trail' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER audit_chain_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION eiso_guard_audit_chain();
CREATE TRIGGER audit_chain_no_truncate BEFORE TRUNCATE ON audit_chain EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_checkpoint_no_change BEFORE UPDATE OR DELETE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint EXECUTE FUNCTION eiso_refuse_delete();

-- The first row of a chain whose number, link or hash is wrong; no row: the chain is whole.
CREATE FUNCTION eiso_verify_chain(chain uuid) RETURNS TABLE (broken_seq bigint, reason text)
	LANGUAGE sql STABLE AS $$
	SELECT seq, CASE
			WHEN seq <> expected_seq THEN 'gap'
			WHEN prev_hash <> expected_prev THEN 'link'
			ELSE 'hash' END
	FROM (
		SELECT t.seq, t.prev_hash, t.hash,
			row_number() OVER (ORDER BY t.seq) AS expected_seq,
			coalesce(lag(t.hash) OVER (ORDER BY t.seq), '') AS expected_prev,
			encode(sha256(convert_to(eiso_trail_text(t), 'UTF8')), 'hex') AS expected_hash
		FROM audit_trail t WHERE t.chain_id = chain
	) rows
	WHERE seq <> expected_seq OR prev_hash <> expected_prev OR hash <> expected_hash
	UNION ALL
	SELECT c.seq, 'head' FROM audit_chain c
	LEFT JOIN LATERAL (SELECT t.seq, t.hash FROM audit_trail t WHERE t.chain_id = c.id ORDER BY t.seq DESC LIMIT 1) last ON true
	WHERE c.id = chain AND (c.seq <> coalesce(last.seq, 0) OR c.head_hash <> coalesce(last.hash, ''))
	ORDER BY 1 LIMIT 1
$$;
