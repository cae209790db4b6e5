-- Somebody who is away lets another person of the unit act in their roles for some days. Both names stand wherever a right that only this
-- gives was used: in the trail, and beside a signature.
CREATE TYPE "delegation_state" AS ENUM ('offered', 'accepted', 'declined', 'ended');

CREATE TABLE "delegation" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "roles" "role"[],
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "paper" TEXT NOT NULL DEFAULT '',
    "state" "delegation_state" NOT NULL DEFAULT 'offered',
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,
    "ended_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "delegation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "delegation_two_people" CHECK ("from_id" <> "to_id"),
    -- A qualification (internal auditor) is a person's own; a reader and a drafter have nothing that somebody else must do meanwhile.
    CONSTRAINT "delegation_roles" CHECK (cardinality("roles") >= 1 AND "roles" <@ ARRAY['officer', 'reviewer', 'head']::"role"[]),
    CONSTRAINT "delegation_days" CHECK ("valid_to" > "valid_from" AND "valid_to" - "valid_from" <= 90),
    CONSTRAINT "delegation_words" CHECK (trim("reason") <> '' AND ('head' <> ALL ("roles") OR trim("paper") <> '')),
    CONSTRAINT "delegation_answered" CHECK ("state" NOT IN ('accepted', 'declined') OR "answered_at" IS NOT NULL),
    CONSTRAINT "delegation_ended" CHECK (("state" = 'ended') = ("ended_at" IS NOT NULL) AND ("ended_at" IS NOT NULL OR ("ended_by_id", "ended_reason") IS NOT DISTINCT FROM (NULL, NULL)))
);
CREATE INDEX "delegation_to_id_state_idx" ON "delegation"("to_id", "state");
CREATE INDEX "delegation_from_id_state_idx" ON "delegation"("from_id", "state");
CREATE INDEX "delegation_unit_id_state_idx" ON "delegation"("unit_id", "state");
CREATE INDEX "delegation_created_by_id_idx" ON "delegation"("created_by_id");
CREATE INDEX "delegation_ended_by_id_idx" ON "delegation"("ended_by_id");
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "signature" ADD COLUMN "delegation_id" UUID, ADD COLUMN "on_behalf_of" TEXT;
CREATE INDEX "signature_delegation_id_idx" ON "signature"("delegation_id");
ALTER TABLE "signature" ADD CONSTRAINT "signature_delegation_id_fkey" FOREIGN KEY ("delegation_id") REFERENCES "delegation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "act_signature" ADD COLUMN "delegation_id" UUID, ADD COLUMN "on_behalf_of" TEXT;
CREATE INDEX "act_signature_delegation_id_idx" ON "act_signature"("delegation_id");
ALTER TABLE "act_signature" ADD CONSTRAINT "act_signature_delegation_id_fkey" FOREIGN KEY ("delegation_id") REFERENCES "delegation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A role that a person has by a membership of their own, today; in any unit when none is named.
CREATE FUNCTION eiso_holds_own_role(person uuid, unit uuid, wanted role) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM membership m
		WHERE m.user_id = person AND (unit IS NULL OR m.unit_id = unit) AND wanted = ANY (m.roles)
			AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today()));

-- The delegations that a person acts under today: accepted, on their days, while both have active accounts and are of the unit. Each gives of its
-- roles those that the absent person still has by a membership, so that nothing can be handed on that was itself received.
CREATE FUNCTION eiso_delegations_of(person uuid, day date) RETURNS TABLE (id uuid, unit_id uuid, from_id uuid, from_name text, roles role[])
	LANGUAGE sql STABLE AS $$
	SELECT d.id, d.unit_id, d.from_id, f.full_name, held.roles
	FROM delegation d
	JOIN "user" f ON f.id = d.from_id AND f.status = 'active'
	JOIN "user" t ON t.id = d.to_id AND t.status = 'active'
	CROSS JOIN LATERAL (
		SELECT array_agg(DISTINCT r.role) AS roles FROM membership m CROSS JOIN LATERAL unnest(m.roles) AS r(role)
		WHERE m.user_id = d.from_id AND m.unit_id = d.unit_id AND r.role = ANY (d.roles)
			AND m.valid_from <= day AND (m.valid_to IS NULL OR m.valid_to > day)
	) held
	WHERE d.to_id = person AND d.state = 'accepted' AND d.valid_from <= day AND day < d.valid_to AND held.roles IS NOT NULL
		AND EXISTS (SELECT 1 FROM membership m WHERE m.user_id = d.to_id AND m.unit_id = d.unit_id
			AND m.valid_from <= day AND (m.valid_to IS NULL OR m.valid_to > day))
$$;

-- What every guard asks: whether somebody may act as head, officer or reviewer today. By the own membership, or in the place of an absent one.
CREATE OR REPLACE FUNCTION eiso_is_head(person uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN eiso_holds_own_role(person, unit, 'head')
		OR EXISTS (SELECT 1 FROM eiso_delegations_of(person, eiso_today()) d WHERE (unit IS NULL OR d.unit_id = unit) AND 'head' = ANY (d.roles));

CREATE OR REPLACE FUNCTION eiso_holds_role(person uuid, unit uuid, wanted role) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM membership m
		WHERE m.user_id = person AND m.unit_id = unit AND wanted = ANY (m.roles)
			AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today()))
		OR EXISTS (SELECT 1 FROM eiso_delegations_of(person, eiso_today()) d WHERE d.unit_id = unit AND wanted = ANY (d.roles));

CREATE FUNCTION eiso_guard_delegation() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: a delegation is never taken away' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF (NEW.id, NEW.unit_id, NEW.from_id, NEW.to_id, NEW.roles, NEW.valid_from, NEW.valid_to, NEW.reason, NEW.paper, NEW.created_by_id, NEW.created_at)
			IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.from_id, OLD.to_id, OLD.roles, OLD.valid_from, OLD.valid_to, OLD.reason, OLD.paper, OLD.created_by_id, OLD.created_at) THEN
			RAISE EXCEPTION 'content_frozen: what was delegated does not change; it ends, and another one begins' USING ERRCODE = '23514';
		END IF;
		IF (OLD.state, NEW.state) NOT IN (('offered', 'accepted'), ('offered', 'declined'), ('offered', 'ended'), ('accepted', 'ended')) THEN
			RAISE EXCEPTION 'illegal_transition: a delegation does not go from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('accepted', 'declined') AND NOT eiso_is_now(NEW.answered_at) OR NEW.state = 'ended' AND (NOT eiso_is_now(NEW.ended_at)
			OR NEW.answered_at IS DISTINCT FROM OLD.answered_at) THEN
			RAISE EXCEPTION 'past_fixed: it is answered and ended at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NEW.state = 'accepted' AND NEW.valid_to <= eiso_today() THEN
			RAISE EXCEPTION 'illegal_transition: its days are over' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF NEW.state <> 'offered' OR NEW.answered_at IS NOT NULL OR NOT eiso_is_now(NEW.created_at) OR NEW.valid_from < eiso_today() THEN
		RAISE EXCEPTION 'illegal_transition: a delegation begins as an offer, from today on' USING ERRCODE = '23514';
	END IF;
	-- One after the other in a unit: the people of the unit are held as by every act on them.
	PERFORM pg_advisory_xact_lock(hashtextextended('people:' || NEW.unit_id, 0));
	IF EXISTS (SELECT 1 FROM unnest(NEW.roles) AS r(role) WHERE NOT EXISTS (SELECT 1 FROM membership m
			WHERE m.user_id = NEW.from_id AND m.unit_id = NEW.unit_id AND r.role = ANY (m.roles)
				AND m.valid_from <= NEW.valid_from AND (m.valid_to IS NULL OR m.valid_to > NEW.valid_from))) THEN
		RAISE EXCEPTION 'delegation_role: only a role that the person holds by a membership is delegated' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id AND u.status = 'active'
			WHERE m.user_id = NEW.to_id AND m.unit_id = NEW.unit_id
				AND m.valid_from <= NEW.valid_from AND (m.valid_to IS NULL OR m.valid_to > NEW.valid_from)) THEN
		RAISE EXCEPTION 'delegation_person: only an active person of the same unit takes it' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT 1 FROM delegation d WHERE d.unit_id = NEW.unit_id AND d.from_id = NEW.from_id AND d.state IN ('offered', 'accepted')
			AND d.roles && NEW.roles AND d.valid_from < NEW.valid_to AND NEW.valid_from < d.valid_to) THEN
		RAISE EXCEPTION 'delegation_overlaps: one person at a time takes a role' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER delegation_guard BEFORE INSERT OR UPDATE OR DELETE ON delegation FOR EACH ROW EXECUTE FUNCTION eiso_guard_delegation();
CREATE TRIGGER delegation_no_truncate BEFORE TRUNCATE ON delegation EXECUTE FUNCTION eiso_refuse_delete();

-- A signature in the place of an absent head says so, whoever writes the row: TUQ., by which delegation, for whom. Separation of duties counts
-- both: what the absent one wrote or passed is not approved in their name.
CREATE FUNCTION eiso_guard_delegated_signature() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	d delegation;
	unit uuid;
BEGIN
	IF NEW.meaning IN ('approve_version', 'withdraw_version') THEN
		SELECT v.unit_id INTO unit FROM version v WHERE v.id = NEW.version_id;
	ELSIF NEW.issue_batch_id IS NOT NULL THEN
		SELECT b.unit_id INTO unit FROM issue_batch b WHERE b.id = NEW.issue_batch_id;
	ELSIF NEW.take_on_id IS NOT NULL THEN
		SELECT t.unit_id INTO unit FROM take_on t WHERE t.id = NEW.take_on_id;
	END IF;
	IF NEW.delegation_id IS NULL THEN
		IF NEW.on_behalf_of IS NOT NULL OR NOT eiso_holds_own_role(NEW.user_id, unit, 'head') THEN
			RAISE EXCEPTION 'signature_refused: who signs in the place of another one says by which delegation' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	SELECT * INTO d FROM delegation WHERE id = NEW.delegation_id;
	IF NEW.capacity IS DISTINCT FROM 'by_authority' OR coalesce(trim(NEW.on_behalf_of), '') = '' OR unit IS NOT NULL AND unit <> d.unit_id
		OR NOT EXISTS (SELECT 1 FROM eiso_delegations_of(NEW.user_id, eiso_today()) o WHERE o.id = d.id AND 'head' = ANY (o.roles)) THEN
		RAISE EXCEPTION 'signature_refused: no delegation in force lets this person sign here' USING ERRCODE = '23514';
	END IF;
	IF NEW.meaning = 'approve_version' AND (
		EXISTS (SELECT 1 FROM version_author a WHERE a.version_id = NEW.version_id AND a.round = NEW.round AND a.user_id = d.from_id)
		OR NEW.exception_id IS NULL AND EXISTS (SELECT 1 FROM version_act p WHERE p.version_id = NEW.version_id AND p.round = NEW.round
			AND p.event = 'pass' AND p.user_id = d.from_id AND p.voided_at IS NULL)) THEN
		RAISE EXCEPTION 'separation_of_duties: what a person wrote or passed is not approved in their name' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER signature_in_the_place BEFORE INSERT ON signature FOR EACH ROW EXECUTE FUNCTION eiso_guard_delegated_signature();

CREATE FUNCTION eiso_guard_delegated_act_signature() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.delegation_id IS NULL AND NEW.on_behalf_of IS NULL THEN
		RETURN NEW;
	END IF;
	IF NEW.capacity IS DISTINCT FROM 'by_authority' OR coalesce(trim(NEW.on_behalf_of), '') = ''
		OR NOT EXISTS (SELECT 1 FROM eiso_delegations_of(NEW.user_id, eiso_today()) o
			WHERE o.id = NEW.delegation_id AND o.unit_id = NEW.unit_id AND 'head' = ANY (o.roles)) THEN
		RAISE EXCEPTION 'signature_refused: no delegation in force lets this person sign here' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER act_signature_delegated BEFORE INSERT ON act_signature FOR EACH ROW EXECUTE FUNCTION eiso_guard_delegated_act_signature();

-- A plan is not approved in the name of who owns it, sent it in or does a line of it.
CREATE FUNCTION eiso_guard_delegated_plan() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM act_signature s JOIN delegation d ON d.id = s.delegation_id WHERE s.id = NEW.signature_id
		AND (d.from_id IN (NEW.owner_id, NEW.submitted_by_id)
			OR EXISTS (SELECT 1 FROM action_line l WHERE l.action_id = NEW.id AND l.removed_at IS NULL AND l.doer_id = d.from_id))) THEN
		RAISE EXCEPTION 'separation_of_duties: who owns or does it has nobody approve it in their name' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER corrective_action_delegated BEFORE UPDATE ON corrective_action FOR EACH ROW
	WHEN (NEW.signature_id IS NOT NULL AND NEW.signature_id IS DISTINCT FROM OLD.signature_id) EXECUTE FUNCTION eiso_guard_delegated_plan();

-- A row of the trail that names a delegation names one that was given to who acts.
CREATE FUNCTION eiso_guard_trail_delegation() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM delegation d JOIN "user" f ON f.id = d.from_id
		WHERE d.id::text = left(NEW.delegation, 36) AND d.to_id = NEW.actor_id AND NEW.delegation = d.id || ' ' || f.full_name) THEN
		RAISE EXCEPTION 'illegal_transition: this delegation was not given to who acts' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER audit_trail_delegation BEFORE INSERT ON audit_trail FOR EACH ROW
	WHEN (NEW.delegation IS NOT NULL) EXECUTE FUNCTION eiso_guard_trail_delegation();
