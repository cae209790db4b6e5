-- states.md §6: change requests. What was proposed never changes, what was closed stays closed, and what was said is only added to.
CREATE TYPE "change_request_kind" AS ENUM ('new', 'amend', 'withdraw');
CREATE TYPE "change_request_source" AS ENUM ('person', 'finding', 'law', 'review', 'model');
CREATE TYPE "change_request_state" AS ENUM ('proposed', 'considered', 'accepted', 'declined', 'cancelled', 'done');
CREATE TYPE "change_request_purpose" AS ENUM ('issue', 'withdraw');

CREATE TABLE "change_request" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "kind" "change_request_kind" NOT NULL,
    "source" "change_request_source" NOT NULL DEFAULT 'person',
    "source_key" TEXT,
    "state" "change_request_state" NOT NULL DEFAULT 'proposed',
    "document_id" UUID,
    "version_id" UUID,
    "title" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "quote" TEXT NOT NULL DEFAULT '',
    "what" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "attachment_sha256" TEXT,
    "attachment_name" TEXT,
    "proposer_id" UUID,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "opinion" TEXT,
    "impact" TEXT,
    "reach" JSONB,
    "drafter_id" UUID,
    "due_on" DATE,
    "first_due_on" DATE,
    "considered_by_id" UUID,
    "considered_at" TIMESTAMPTZ(3),
    "only_officer" BOOLEAN NOT NULL DEFAULT false,
    "change_class" "change_class",
    "accepted_by_id" UUID,
    "accepted_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "closed_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "change_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "change_request_number" CHECK ("number" ~ '^YC-[0-9]{4}-[0-9]{3,}$'),
    CONSTRAINT "change_request_document" CHECK (("kind" = 'new') = ("document_id" IS NULL)),
    CONSTRAINT "change_request_texts" CHECK (trim("title") <> '' AND trim("what") <> '' AND trim("why") <> ''),
    CONSTRAINT "change_request_source" CHECK (("source" = 'person') = ("source_key" IS NULL) AND ("source" <> 'person' OR "proposer_id" IS NOT NULL)),
    CONSTRAINT "change_request_attachment" CHECK (("attachment_sha256" IS NULL) = ("attachment_name" IS NULL))
);
CREATE TABLE "change_request_event" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "user_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "change_request_event_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "change_request_document" (
    "request_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,

    CONSTRAINT "change_request_document_pkey" PRIMARY KEY ("request_id", "document_id")
);
CREATE TABLE "change_request_link" (
    "request_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "purpose" "change_request_purpose" NOT NULL,
    "linked_by_id" UUID,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "change_request_link_pkey" PRIMARY KEY ("request_id", "version_id")
);
CREATE TABLE "change_rule" (
    "unit_id" UUID NOT NULL,
    "revisions" JSONB NOT NULL DEFAULT '{}',
    "withdrawals" JSONB NOT NULL DEFAULT '{}',
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "change_rule_pkey" PRIMARY KEY ("unit_id"),
    CONSTRAINT "change_rule_kinds" CHECK (jsonb_typeof("revisions") = 'object' AND jsonb_typeof("withdrawals") = 'object')
);

CREATE UNIQUE INDEX "change_request_unit_id_number_key" ON "change_request"("unit_id", "number");
CREATE UNIQUE INDEX "change_request_unit_id_source_key_key" ON "change_request"("unit_id", "source_key");
CREATE INDEX "change_request_unit_id_state_idx" ON "change_request"("unit_id", "state");
CREATE INDEX "change_request_document_id_idx" ON "change_request"("document_id");
CREATE INDEX "change_request_version_id_idx" ON "change_request"("version_id");
CREATE INDEX "change_request_attachment_sha256_idx" ON "change_request"("attachment_sha256");
CREATE INDEX "change_request_proposer_id_idx" ON "change_request"("proposer_id");
CREATE INDEX "change_request_drafter_id_idx" ON "change_request"("drafter_id");
CREATE INDEX "change_request_considered_by_id_idx" ON "change_request"("considered_by_id");
CREATE INDEX "change_request_accepted_by_id_idx" ON "change_request"("accepted_by_id");
CREATE INDEX "change_request_event_request_id_at_idx" ON "change_request_event"("request_id", "at");
CREATE INDEX "change_request_event_user_id_idx" ON "change_request_event"("user_id");
CREATE INDEX "change_request_document_document_id_idx" ON "change_request_document"("document_id");
CREATE INDEX "change_request_link_version_id_idx" ON "change_request_link"("version_id");
CREATE INDEX "change_request_link_linked_by_id_idx" ON "change_request_link"("linked_by_id");

ALTER TABLE "change_request" ADD CONSTRAINT "change_request_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_attachment_sha256_fkey" FOREIGN KEY ("attachment_sha256") REFERENCES "stored_file"("sha256") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_proposer_id_fkey" FOREIGN KEY ("proposer_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_drafter_id_fkey" FOREIGN KEY ("drafter_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_considered_by_id_fkey" FOREIGN KEY ("considered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_accepted_by_id_fkey" FOREIGN KEY ("accepted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_event" ADD CONSTRAINT "change_request_event_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "change_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_event" ADD CONSTRAINT "change_request_event_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_document" ADD CONSTRAINT "change_request_document_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "change_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_document" ADD CONSTRAINT "change_request_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_link" ADD CONSTRAINT "change_request_link_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "change_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_link" ADD CONSTRAINT "change_request_link_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_request_link" ADD CONSTRAINT "change_request_link_linked_by_id_fkey" FOREIGN KEY ("linked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "change_rule" ADD CONSTRAINT "change_rule_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The day on which the last of what is linked came into force or was withdrawn; null while one still waits, or nothing counts. A link to a
-- draft that was cancelled, or to a withdrawal that another version overtook, waits for nothing any more.
CREATE FUNCTION eiso_change_request_done_on(request uuid) RETURNS date
	LANGUAGE sql STABLE
	RETURN (
		SELECT CASE WHEN bool_and(coalesce(w.day <= eiso_today(), false)) THEN max(w.day) END
		FROM (
			SELECT CASE
				WHEN l.purpose = 'issue' AND v.state IN ('issued', 'withdrawn') THEN v.effective_from
				WHEN l.purpose = 'withdraw' AND v.state = 'withdrawn' THEN v.effective_to
			END AS day
			FROM change_request_link l JOIN version v ON v.id = l.version_id
			WHERE l.request_id = request AND v.state <> 'cancelled'
				AND NOT (l.purpose = 'withdraw' AND v.state = 'issued' AND coalesce(v.effective_to <= eiso_today(), false))
		) w
	);

CREATE FUNCTION eiso_guard_change_request() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	proposed text[] := ARRAY['id', 'unit_id', 'number', 'kind', 'source', 'source_key', 'document_id', 'version_id', 'title', 'place', 'quote',
		'what', 'why', 'attachment_sha256', 'attachment_name', 'proposer_id', 'proposed_at'];
	considered text[] := ARRAY['opinion', 'impact', 'reach', 'drafter_id', 'first_due_on', 'considered_by_id', 'considered_at', 'only_officer'];
	accepted text[] := ARRAY['change_class', 'accepted_by_id', 'accepted_at'];
	moves text[] := ARRAY['proposed>proposed', 'proposed>considered', 'proposed>declined', 'proposed>cancelled', 'considered>accepted',
		'considered>declined', 'considered>cancelled', 'accepted>accepted', 'accepted>cancelled', 'accepted>done'];
	closed boolean := NEW.state IN ('declined', 'cancelled', 'done');
	column_name text;
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'proposed' OR NOT eiso_is_now(NEW.proposed_at) OR NEW.considered_at IS NOT NULL OR NEW.accepted_at IS NOT NULL
		   OR NEW.closed_at IS NOT NULL OR NEW.due_on IS NOT NULL THEN
			RAISE EXCEPTION 'illegal_transition: a change request starts proposed, at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NEW.document_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND d.unit_id = NEW.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: a change request is about a document of its unit' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state IN ('declined', 'cancelled', 'done') THEN
		RAISE EXCEPTION 'content_frozen: a closed change request never changes' USING ERRCODE = '23514';
	END IF;
	IF NOT (OLD.state || '>' || NEW.state) = ANY (moves) THEN
		RAISE EXCEPTION 'illegal_transition: change request % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF NEW.row_version <= OLD.row_version THEN
		RAISE EXCEPTION 'stale: an act on a change request moves its row version' USING ERRCODE = '23514';
	END IF;
	FOREACH column_name IN ARRAY proposed || CASE WHEN OLD.state = 'proposed' AND NEW.state = 'considered' THEN ARRAY[]::text[] ELSE considered END
		|| CASE WHEN OLD.state = 'considered' AND NEW.state = 'accepted' THEN ARRAY[]::text[] ELSE accepted END LOOP
		IF to_jsonb(NEW) -> column_name IS DISTINCT FROM to_jsonb(OLD) -> column_name THEN
			RAISE EXCEPTION 'content_frozen: % of a change request does not change by this', column_name USING ERRCODE = '23514';
		END IF;
	END LOOP;
	IF NEW.due_on IS DISTINCT FROM OLD.due_on AND NOT (NEW.state = 'considered' OR OLD.state = 'accepted' AND NEW.state = 'accepted') THEN
		RAISE EXCEPTION 'content_frozen: the due date moves only by an extension' USING ERRCODE = '23514';
	END IF;
	IF closed <> (NEW.closed_at IS NOT NULL) OR (closed AND NOT eiso_is_now(NEW.closed_at))
	   OR (NEW.state = 'declined' AND coalesce(trim(NEW.closed_reason), '') = '') THEN
		RAISE EXCEPTION 'illegal_transition: a change request is closed at the moment that it names, declined with a reason' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = OLD.state THEN
		RETURN NEW;
	END IF;
	CASE NEW.state
		WHEN 'considered' THEN
			IF NOT eiso_holds_role(NEW.considered_by_id, NEW.unit_id, 'officer') OR NOT eiso_is_now(NEW.considered_at)
			   OR coalesce(trim(NEW.opinion), '') = '' OR NEW.reach IS NULL OR NEW.due_on IS NULL OR NEW.first_due_on IS DISTINCT FROM NEW.due_on
			   OR NEW.drafter_id IS NULL THEN
				RAISE EXCEPTION 'illegal_transition: an officer considers with opinion, reach, drafter and due date' USING ERRCODE = '23514';
			END IF;
			IF (NEW.considered_by_id IS NOT DISTINCT FROM NEW.proposer_id) <> NEW.only_officer THEN
				RAISE EXCEPTION 'separation_of_duties: who proposed does not consider, unless the only officer' USING ERRCODE = '23514';
			END IF;
			IF NEW.only_officer AND EXISTS (SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id AND u.status = 'active'
				WHERE m.unit_id = NEW.unit_id AND m.user_id <> NEW.considered_by_id AND 'officer' = ANY (m.roles)
					AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today())) THEN
				RAISE EXCEPTION 'separation_of_duties: there is another officer' USING ERRCODE = '23514';
			END IF;
		WHEN 'accepted' THEN
			IF NOT eiso_is_head(NEW.accepted_by_id, NEW.unit_id) OR NOT eiso_is_now(NEW.accepted_at) OR NEW.change_class IS NULL
			   OR NEW.accepted_by_id IS NOT DISTINCT FROM NEW.proposer_id THEN
				RAISE EXCEPTION 'separation_of_duties: a head who did not propose accepts, with a change class' USING ERRCODE = '23514';
			END IF;
		WHEN 'done' THEN
			IF eiso_change_request_done_on(NEW.id) IS NULL THEN
				RAISE EXCEPTION 'illegal_transition: what is linked is not in force or withdrawn yet' USING ERRCODE = '23514';
			END IF;
		ELSE NULL;
	END CASE;
	RETURN NEW;
END $$;
CREATE TRIGGER change_request_guard BEFORE INSERT OR UPDATE ON change_request FOR EACH ROW EXECUTE FUNCTION eiso_guard_change_request();
CREATE TRIGGER change_request_no_delete BEFORE DELETE ON change_request FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER change_request_no_truncate BEFORE TRUNCATE ON change_request EXECUTE FUNCTION eiso_refuse_delete();

-- What was said is added at the moment it names, while the request is open or by the act that closes it.
CREATE FUNCTION eiso_guard_change_request_event() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT eiso_is_now(NEW.at) OR NOT EXISTS (SELECT 1 FROM change_request r WHERE r.id = NEW.request_id
			AND (r.closed_at IS NULL OR r.xmin = pg_current_xact_id()::xid)) THEN
		RAISE EXCEPTION 'content_frozen: nothing is added to a closed change request' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER change_request_event_guard BEFORE INSERT ON change_request_event FOR EACH ROW EXECUTE FUNCTION eiso_guard_change_request_event();
CREATE TRIGGER change_request_event_no_change BEFORE UPDATE OR DELETE ON change_request_event FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER change_request_event_no_truncate BEFORE TRUNCATE ON change_request_event EXECUTE FUNCTION eiso_refuse_delete();

-- The documents touched are named by the act that considers.
CREATE FUNCTION eiso_guard_change_request_document() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM change_request r JOIN document d ON d.id = NEW.document_id AND d.unit_id = r.unit_id
			WHERE r.id = NEW.request_id AND r.state = 'considered' AND r.xmin = pg_current_xact_id()::xid) THEN
		RAISE EXCEPTION 'content_frozen: documents touched are named when a request is considered' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER change_request_document_guard BEFORE INSERT ON change_request_document
	FOR EACH ROW EXECUTE FUNCTION eiso_guard_change_request_document();
CREATE TRIGGER change_request_document_no_change BEFORE UPDATE OR DELETE ON change_request_document
	FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER change_request_document_no_truncate BEFORE TRUNCATE ON change_request_document EXECUTE FUNCTION eiso_refuse_delete();

-- Only to what was accepted, and in its unit.
CREATE FUNCTION eiso_guard_change_request_link() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT eiso_is_now(NEW.linked_at) OR NOT EXISTS (SELECT 1 FROM change_request r JOIN version v ON v.id = NEW.version_id AND v.unit_id = r.unit_id
			WHERE r.id = NEW.request_id AND r.state = 'accepted' AND v.state <> 'cancelled') THEN
		RAISE EXCEPTION 'illegal_transition: a version of the unit is linked to an accepted request' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER change_request_link_guard BEFORE INSERT ON change_request_link FOR EACH ROW EXECUTE FUNCTION eiso_guard_change_request_link();
CREATE TRIGGER change_request_link_no_change BEFORE UPDATE OR DELETE ON change_request_link FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER change_request_link_no_truncate BEFORE TRUNCATE ON change_request_link EXECUTE FUNCTION eiso_refuse_delete();
