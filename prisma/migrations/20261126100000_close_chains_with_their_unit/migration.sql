-- states.md §11: the chain of a unit that is no more ends with a signed checkpoint and is never continued.
ALTER TABLE "audit_chain" ADD COLUMN "closed_at" TIMESTAMPTZ(3);

-- As it was, but for the refusal of a closed chain.
CREATE OR REPLACE FUNCTION eiso_trail_append() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	chain audit_chain;
BEGIN
	-- The lock on the chain orders the writers of one unit until they commit; other units do not wait.
	SELECT * INTO STRICT chain FROM audit_chain WHERE id = NEW.chain_id FOR UPDATE;
	IF chain.closed_at IS NOT NULL THEN
		RAISE EXCEPTION 'chain_closed: the chain was closed with its unit' USING ERRCODE = '23514';
	END IF;
	NEW.seq := chain.seq + 1;
	NEW.prev_hash := chain.head_hash;
	NEW.unit_id := chain.unit_id;
	NEW.hash := encode(sha256(convert_to(eiso_trail_text(NEW), 'UTF8')), 'hex');
	UPDATE audit_chain SET seq = NEW.seq, head_hash = NEW.hash WHERE id = chain.id;
	RETURN NEW;
END $$;

-- The head of a chain moves only with a row of the trail. A unit's chain is closed once: its last row says so and is signed.
CREATE OR REPLACE FUNCTION eiso_guard_audit_chain() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.seq <> 0 OR NEW.head_hash <> '' OR NEW.closed_at IS NOT NULL THEN
			RAISE EXCEPTION 'append_only: a chain starts empty' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL THEN
		IF OLD.unit_id IS NULL
		   OR (to_jsonb(NEW) - 'closed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at')
		   OR NOT EXISTS (SELECT 1 FROM audit_trail t WHERE t.chain_id = OLD.id AND t.seq = OLD.seq AND t.event = 'trail.close')
		   OR NOT EXISTS (SELECT 1 FROM audit_checkpoint p WHERE p.chain_id = OLD.id AND p.seq = OLD.seq AND p.hash = OLD.head_hash) THEN
			RAISE EXCEPTION 'append_only: the chain of a unit is closed over a last row that says so, with a checkpoint' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2 OR NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
		RAISE EXCEPTION 'append_only: the head of a chain moves only with its trail' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
