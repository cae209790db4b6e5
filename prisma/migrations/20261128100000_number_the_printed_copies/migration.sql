-- states.md §5: numbered prints. The only paper that counts as controlled: which number of which version is where.
ALTER TYPE "print_kind" ADD VALUE 'numbered';
CREATE TYPE "print_state" AS ENUM ('held', 'recalled', 'closed');
CREATE TYPE "print_outcome" AS ENUM ('returned', 'destroyed', 'lost');
CREATE TYPE "print_recall" AS ENUM ('officer', 'superseded', 'withdrawn', 'revoked', 'unit_closed');

CREATE TABLE "numbered_print" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "custody_unit_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "copy_no" INTEGER NOT NULL DEFAULT 0,
    "code" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "division_id" UUID,
    "holder_id" UUID,
    "holder_name" TEXT NOT NULL DEFAULT '',
    "state" "print_state" NOT NULL DEFAULT 'held',
    "issued_by_id" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3),
    "recall_why" "print_recall",
    "recall_reason" TEXT,
    "recalled_at" TIMESTAMPTZ(3),
    "recall_from" DATE,
    "recall_due_on" DATE,
    "holder_outcome" "print_outcome",
    "holder_said_at" TIMESTAMPTZ(3),
    "outcome" "print_outcome",
    "closed_on" DATE,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "close_reason" TEXT,
    "signer_name" TEXT,
    "signer_position" TEXT,
    "meaning_text" TEXT,
    "content_sha256" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "numbered_print_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "print_rule" (
    "unit_id" UUID NOT NULL,
    "recall_days" INTEGER NOT NULL DEFAULT 7,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "print_rule_pkey" PRIMARY KEY ("unit_id"),
    CONSTRAINT "print_rule_days" CHECK ("recall_days" BETWEEN 1 AND 90)
);

CREATE UNIQUE INDEX "numbered_print_code_key" ON "numbered_print"("code");
CREATE UNIQUE INDEX "numbered_print_version_id_copy_no_key" ON "numbered_print"("version_id", "copy_no");
CREATE INDEX "numbered_print_unit_id_idx" ON "numbered_print"("unit_id");
CREATE INDEX "numbered_print_custody_unit_id_state_recall_due_on_idx" ON "numbered_print"("custody_unit_id", "state", "recall_due_on");
CREATE INDEX "numbered_print_document_id_idx" ON "numbered_print"("document_id");
CREATE INDEX "numbered_print_division_id_idx" ON "numbered_print"("division_id");
CREATE INDEX "numbered_print_holder_id_state_idx" ON "numbered_print"("holder_id", "state");
CREATE INDEX "numbered_print_issued_by_id_idx" ON "numbered_print"("issued_by_id");
CREATE INDEX "numbered_print_closed_by_id_idx" ON "numbered_print"("closed_by_id");

ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_custody_unit_id_fkey" FOREIGN KEY ("custody_unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_code_fkey" FOREIGN KEY ("code") REFERENCES "print_code"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_holder_id_fkey" FOREIGN KEY ("holder_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_issued_by_id_fkey" FOREIGN KEY ("issued_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "numbered_print" ADD CONSTRAINT "numbered_print_closed_by_id_fkey" FOREIGN KEY ("closed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "print_rule" ADD CONSTRAINT "print_rule_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A print is issued by an officer, of a version that is upcoming or in force; the number is the next of its version, given here. The lock
-- lets two who issue at once wait for each other, so that numbers are neither given twice nor left out.
CREATE FUNCTION eiso_number_print() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	v version%ROWTYPE;
	next_no integer;
BEGIN
	SELECT * INTO v FROM version WHERE id = NEW.version_id FOR NO KEY UPDATE;
	IF v.document_id IS DISTINCT FROM NEW.document_id OR v.unit_id IS DISTINCT FROM NEW.unit_id OR NEW.custody_unit_id <> NEW.unit_id
		OR v.state NOT IN ('issued', 'withdrawn') OR v.pdf_sha256 IS NULL
		OR v.effective_to <= eiso_today() OR v.effective_to <= v.effective_from THEN
		RAISE EXCEPTION 'illegal_transition: a print is of a version that is upcoming or in force' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> 'held' OR NEW.row_version <> 1 OR NOT eiso_is_now(NEW.issued_at) OR trim(NEW.place) = ''
		OR NOT eiso_holds_role(NEW.issued_by_id, NEW.unit_id, 'officer')
		OR num_nonnulls(NEW.received_at, NEW.recall_why, NEW.recall_reason, NEW.recalled_at, NEW.recall_from, NEW.recall_due_on,
			NEW.holder_outcome, NEW.holder_said_at, NEW.outcome, NEW.closed_on, NEW.closed_at, NEW.closed_by_id, NEW.close_reason,
			NEW.signer_name, NEW.signer_position, NEW.meaning_text, NEW.content_sha256) > 0 THEN
		RAISE EXCEPTION 'illegal_transition: an officer issues a print, now, to a place, and nothing has happened to it yet' USING ERRCODE = '23514';
	END IF;
	IF NEW.holder_id IS NOT NULL AND (trim(NEW.holder_name) = '' OR NOT EXISTS (SELECT 1 FROM membership m
			WHERE m.user_id = NEW.holder_id AND m.unit_id = NEW.unit_id AND m.valid_from <= eiso_today()
				AND (m.valid_to IS NULL OR m.valid_to > eiso_today())))
		OR NEW.division_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.id = NEW.division_id AND d.unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'illegal_transition: a print is held in its unit' USING ERRCODE = '23514';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM print_code c WHERE c.code = NEW.code AND c.kind::text = 'numbered' AND c.version_id = NEW.version_id) THEN
		RAISE EXCEPTION 'illegal_transition: a print has a code of its own version' USING ERRCODE = '23514';
	END IF;
	SELECT coalesce(max(p.copy_no), 0) + 1 INTO next_no FROM numbered_print p WHERE p.version_id = NEW.version_id;
	IF NEW.copy_no NOT IN (0, next_no) THEN
		RAISE EXCEPTION 'illegal_transition: numbers of prints run without a gap' USING ERRCODE = '23514';
	END IF;
	NEW.copy_no := next_no;
	RETURN NEW;
END $$;
CREATE TRIGGER numbered_print_number BEFORE INSERT ON numbered_print FOR EACH ROW EXECUTE FUNCTION eiso_number_print();

-- What a print is and who got it never changes; its state goes along the table; what is closed stays closed.
CREATE FUNCTION eiso_guard_numbered_print() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	v version%ROWTYPE;
	recall_fields text[] := ARRAY['recall_why', 'recall_reason', 'recalled_at', 'recall_from', 'recall_due_on'];
	close_fields text[] := ARRAY['outcome', 'closed_on', 'closed_at', 'closed_by_id', 'close_reason', 'signer_name', 'signer_position',
		'meaning_text', 'content_sha256'];
	before jsonb := to_jsonb(OLD);
	after jsonb := to_jsonb(NEW);
	recall_moves boolean;
BEGIN
	IF (after - recall_fields - close_fields - ARRAY['custody_unit_id', 'state', 'received_at', 'holder_outcome', 'holder_said_at', 'row_version'])
		IS DISTINCT FROM (before - recall_fields - close_fields - ARRAY['custody_unit_id', 'state', 'received_at', 'holder_outcome', 'holder_said_at', 'row_version']) THEN
		RAISE EXCEPTION 'content_frozen: what a print is and who got it never changes' USING ERRCODE = '23514';
	END IF;
	IF NEW.row_version <= OLD.row_version THEN
		RAISE EXCEPTION 'stale: a change moves the row version' USING ERRCODE = '23514';
	END IF;
	IF OLD.state <> NEW.state AND NOT (OLD.state::text || '>' || NEW.state::text
			= ANY (ARRAY['held>recalled', 'recalled>held', 'held>closed', 'recalled>closed'])) THEN
		RAISE EXCEPTION 'illegal_transition: print % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF (NEW.holder_outcome IS NULL) <> (NEW.holder_said_at IS NULL)
		OR NEW.holder_outcome IS NOT NULL AND (NEW.holder_id IS NULL OR OLD.state = 'closed' AND OLD.holder_outcome IS NOT NULL)
			AND (NEW.holder_outcome, NEW.holder_said_at) IS DISTINCT FROM (OLD.holder_outcome, OLD.holder_said_at)
		OR NEW.received_at IS DISTINCT FROM OLD.received_at AND (OLD.received_at IS NOT NULL OR NEW.holder_id IS NULL OR OLD.state = 'closed')
		OR NEW.holder_said_at IS DISTINCT FROM OLD.holder_said_at AND NEW.holder_said_at IS NOT NULL AND NOT eiso_is_now(NEW.holder_said_at)
		OR NEW.received_at IS DISTINCT FROM OLD.received_at AND NOT eiso_is_now(NEW.received_at)
		OR OLD.state = 'closed' AND OLD.holder_said_at IS NOT NULL AND NEW.holder_said_at IS NULL THEN
		RAISE EXCEPTION 'append_only: what a holder said is said once, at its moment' USING ERRCODE = '23514';
	END IF;
	IF NEW.custody_unit_id <> OLD.custody_unit_id AND (OLD.state = 'closed'
			OR EXISTS (SELECT 1 FROM unit_version u WHERE u.unit_id = OLD.custody_unit_id AND u.valid_from <= eiso_today()
				AND (u.valid_to IS NULL OR u.valid_to > eiso_today()))
			OR NOT EXISTS (SELECT 1 FROM unit_event_line l WHERE l.from_unit_id = OLD.custody_unit_id AND l.to_unit_id = NEW.custody_unit_id)) THEN
		RAISE EXCEPTION 'illegal_transition: prints pass only from a unit that has ended to its successor' USING ERRCODE = '23514';
	END IF;

	recall_moves := (NEW.recall_why, NEW.recall_reason, NEW.recalled_at, NEW.recall_from, NEW.recall_due_on)
		IS DISTINCT FROM (OLD.recall_why, OLD.recall_reason, OLD.recalled_at, OLD.recall_from, OLD.recall_due_on);
	IF NEW.state = 'held' AND num_nonnulls(NEW.recall_why, NEW.recall_reason, NEW.recalled_at, NEW.recall_from, NEW.recall_due_on) > 0
		OR NEW.state = 'recalled' AND num_nonnulls(NEW.recall_why, NEW.recalled_at, NEW.recall_from, NEW.recall_due_on) < 4
		OR NEW.state = 'closed' AND recall_moves THEN
		RAISE EXCEPTION 'illegal_transition: the recall of a print does not fit its state' USING ERRCODE = '23514';
	END IF;
	SELECT * INTO v FROM version WHERE id = NEW.version_id;
	IF NEW.state = 'recalled' AND recall_moves THEN
		IF OLD.state = 'recalled' AND (OLD.recall_why IN ('officer', 'revoked') OR NEW.recall_why = 'officer')
			OR NEW.recall_due_on < NEW.recall_from OR NOT eiso_is_now(NEW.recalled_at)
			OR NEW.recall_why = 'officer' AND trim(coalesce(NEW.recall_reason, '')) = ''
			OR NEW.recall_why IN ('officer', 'revoked') AND NEW.recall_from <> eiso_today()
			OR NEW.recall_why = 'revoked' AND v.state IN ('issued', 'withdrawn')
			OR NEW.recall_why IN ('superseded', 'withdrawn', 'unit_closed') AND NEW.recall_from IS DISTINCT FROM v.effective_to THEN
			RAISE EXCEPTION 'illegal_transition: a recall follows the end of its version, or an officer gives a reason' USING ERRCODE = '23514';
		END IF;
	END IF;
	IF OLD.state = 'recalled' AND NEW.state = 'held' AND (OLD.recall_why IN ('officer', 'revoked') OR v.state <> 'issued' OR v.effective_to IS NOT NULL) THEN
		RAISE EXCEPTION 'illegal_transition: a recall is called off when its version runs on' USING ERRCODE = '23514';
	END IF;

	IF OLD.state = 'closed' THEN
		IF (after -> 'outcome') IS DISTINCT FROM (before -> 'outcome') OR (NEW.closed_on, NEW.closed_at, NEW.closed_by_id, NEW.close_reason,
				NEW.signer_name, NEW.signer_position, NEW.meaning_text, NEW.content_sha256)
			IS DISTINCT FROM (OLD.closed_on, OLD.closed_at, OLD.closed_by_id, OLD.close_reason,
				OLD.signer_name, OLD.signer_position, OLD.meaning_text, OLD.content_sha256) THEN
			RAISE EXCEPTION 'append_only: what became of a print stays as it was' USING ERRCODE = '23514';
		END IF;
	ELSIF NEW.state <> 'closed' THEN
		IF num_nonnulls(NEW.outcome, NEW.closed_on, NEW.closed_at, NEW.closed_by_id, NEW.close_reason, NEW.signer_name, NEW.signer_position,
				NEW.meaning_text, NEW.content_sha256) > 0 THEN
			RAISE EXCEPTION 'illegal_transition: nothing has become of a print that is out' USING ERRCODE = '23514';
		END IF;
	ELSE
		IF NEW.outcome IS NULL OR NEW.closed_on IS NULL OR NEW.closed_on > eiso_today() OR NOT eiso_is_now(NEW.closed_at) THEN
			RAISE EXCEPTION 'illegal_transition: a print is closed with what became of it and when' USING ERRCODE = '23514';
		END IF;
		IF NEW.outcome = 'lost' THEN
			IF trim(coalesce(NEW.close_reason, '')) = '' OR NOT coalesce(eiso_is_head(NEW.closed_by_id, NEW.custody_unit_id), false)
				OR trim(coalesce(NEW.signer_name, '')) = '' OR trim(coalesce(NEW.meaning_text, '')) = '' OR NEW.content_sha256 IS NULL THEN
				RAISE EXCEPTION 'unsigned: a head of the unit signs, with a reason, that a print is lost' USING ERRCODE = '23514';
			END IF;
		ELSIF num_nonnulls(NEW.signer_name, NEW.signer_position, NEW.meaning_text, NEW.content_sha256) > 0
			OR NOT coalesce(eiso_holds_role(NEW.closed_by_id, NEW.custody_unit_id, 'officer'), false) THEN
			RAISE EXCEPTION 'illegal_transition: an officer takes prints back' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER numbered_print_guard BEFORE UPDATE ON numbered_print FOR EACH ROW EXECUTE FUNCTION eiso_guard_numbered_print();
CREATE TRIGGER numbered_print_no_delete BEFORE DELETE ON numbered_print FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER numbered_print_no_truncate BEFORE TRUNCATE ON numbered_print EXECUTE FUNCTION eiso_refuse_delete();
