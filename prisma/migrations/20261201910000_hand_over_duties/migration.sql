-- The hand-over of a person's duties in a unit: what is chosen of each line, who confirmed which list, and the list as both confirmed it.
CREATE TYPE "hand_over_state" AS ENUM ('open', 'done', 'called_off', 'expired');
CREATE TYPE "hand_over_side" AS ENUM ('giver', 'receiver');

CREATE TABLE "hand_over" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "state" "hand_over_state" NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL,
    "begun_by_id" UUID NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "last_day" DATE NOT NULL,
    "content" TEXT,
    "content_sha256" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "ended_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "hand_over_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hand_over_two" CHECK ("from_id" <> "to_id"),
    CONSTRAINT "hand_over_reason" CHECK ("reason" <> ''),
    CONSTRAINT "hand_over_ended" CHECK (("state" = 'open') = ("ended_at" IS NULL)),
    CONSTRAINT "hand_over_content" CHECK (("state" = 'done') = ("content" IS NOT NULL) AND ("content" IS NULL) = ("content_sha256" IS NULL))
);
CREATE INDEX "hand_over_unit_id_idx" ON "hand_over"("unit_id");
CREATE INDEX "hand_over_from_id_idx" ON "hand_over"("from_id");
CREATE INDEX "hand_over_to_id_idx" ON "hand_over"("to_id");
CREATE INDEX "hand_over_begun_by_id_idx" ON "hand_over"("begun_by_id");
-- Two lists of the same duties would each move them.
CREATE UNIQUE INDEX "hand_over_open_once" ON "hand_over"("unit_id", "from_id") WHERE "state" = 'open';
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_begun_by_id_fkey" FOREIGN KEY ("begun_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TABLE "hand_over_choice" (
    "id" UUID NOT NULL,
    "hand_over_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "to_id" UUID,
    "left_out" TEXT NOT NULL DEFAULT '',
    "remark" TEXT NOT NULL DEFAULT '',
    "chosen_by_id" UUID NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hand_over_choice_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hand_over_choice_one" CHECK ("to_id" IS NULL OR "left_out" = '')
);
CREATE UNIQUE INDEX "hand_over_choice_hand_over_id_kind_subject_id_key" ON "hand_over_choice"("hand_over_id", "kind", "subject_id");
CREATE INDEX "hand_over_choice_to_id_idx" ON "hand_over_choice"("to_id");
CREATE INDEX "hand_over_choice_chosen_by_id_idx" ON "hand_over_choice"("chosen_by_id");
ALTER TABLE "hand_over_choice" ADD CONSTRAINT "hand_over_choice_hand_over_id_fkey" FOREIGN KEY ("hand_over_id") REFERENCES "hand_over"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "hand_over_choice" ADD CONSTRAINT "hand_over_choice_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "hand_over_choice" ADD CONSTRAINT "hand_over_choice_chosen_by_id_fkey" FOREIGN KEY ("chosen_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TABLE "hand_over_confirmation" (
    "id" UUID NOT NULL,
    "hand_over_id" UUID NOT NULL,
    "side" "hand_over_side" NOT NULL,
    "user_id" UUID NOT NULL,
    "in_place" BOOLEAN NOT NULL DEFAULT false,
    "content" TEXT NOT NULL,
    "content_sha256" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hand_over_confirmation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hand_over_confirmation_sha256" CHECK ("content_sha256" = encode(sha256(convert_to("content", 'UTF8')), 'hex'))
);
CREATE INDEX "hand_over_confirmation_hand_over_id_idx" ON "hand_over_confirmation"("hand_over_id");
CREATE INDEX "hand_over_confirmation_user_id_idx" ON "hand_over_confirmation"("user_id");
ALTER TABLE "hand_over_confirmation" ADD CONSTRAINT "hand_over_confirmation_hand_over_id_fkey" FOREIGN KEY ("hand_over_id") REFERENCES "hand_over"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "hand_over_confirmation" ADD CONSTRAINT "hand_over_confirmation_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE FUNCTION eiso_works_in(person uuid, unit uuid) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN EXISTS (SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id
		WHERE m.user_id = person AND m.unit_id = unit AND u.status = 'active'
			AND m.valid_from <= eiso_today() AND (m.valid_to IS NULL OR m.valid_to > eiso_today()));

CREATE FUNCTION eiso_guard_hand_over() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'open' OR NOT eiso_is_now(NEW.begun_at) OR NEW.last_day < eiso_today() THEN
			RAISE EXCEPTION 'illegal_transition: a hand-over begins open, at the moment that it names' USING ERRCODE = '23514';
		END IF;
		IF NOT eiso_works_in(NEW.to_id, NEW.unit_id)
			OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = NEW.from_id AND m.unit_id = NEW.unit_id) THEN
			RAISE EXCEPTION 'illegal_transition: duties go from somebody of the unit to somebody who works there' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'open' THEN
		RAISE EXCEPTION 'content_frozen: a hand-over that has ended stays as it is' USING ERRCODE = '23514';
	END IF;
	IF (NEW.id, NEW.unit_id, NEW.from_id, NEW.to_id, NEW.reason, NEW.begun_by_id, NEW.begun_at, NEW.last_day)
		IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.from_id, OLD.to_id, OLD.reason, OLD.begun_by_id, OLD.begun_at, OLD.last_day) THEN
		RAISE EXCEPTION 'content_frozen: whose duties go to whom does not change' USING ERRCODE = '23514';
	END IF;
	IF NEW.row_version <= OLD.row_version THEN
		RAISE EXCEPTION 'stale: an act on a hand-over moves its row version' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> 'open' AND NOT eiso_is_now(NEW.ended_at) OR NEW.state = 'called_off' AND coalesce(trim(NEW.ended_reason), '') = '' THEN
		RAISE EXCEPTION 'illegal_transition: a hand-over ends at the moment that it names, called off with a reason' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'done' AND NOT (
		NEW.content_sha256 = encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex')
		AND EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = NEW.id AND c.side = 'giver' AND c.content_sha256 = NEW.content_sha256)
		AND EXISTS (SELECT 1 FROM hand_over_confirmation c WHERE c.hand_over_id = NEW.id AND c.side = 'receiver' AND c.content_sha256 = NEW.content_sha256)) THEN
		RAISE EXCEPTION 'unconfirmed: both confirm the same list' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER hand_over_guard BEFORE INSERT OR UPDATE ON "hand_over" FOR EACH ROW EXECUTE FUNCTION eiso_guard_hand_over();
CREATE TRIGGER hand_over_no_delete BEFORE DELETE ON "hand_over" FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER hand_over_no_truncate BEFORE TRUNCATE ON "hand_over" EXECUTE FUNCTION eiso_refuse_delete();

CREATE FUNCTION eiso_guard_hand_over_part() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	h hand_over;
BEGIN
	SELECT * INTO h FROM hand_over WHERE id = NEW.hand_over_id FOR SHARE;
	IF h.state <> 'open' THEN
		RAISE EXCEPTION 'content_frozen: a hand-over that has ended stays as it is' USING ERRCODE = '23514';
	END IF;
	IF TG_TABLE_NAME = 'hand_over_choice' THEN
		IF TG_OP = 'UPDATE' AND (NEW.id, NEW.hand_over_id, NEW.kind, NEW.subject_id) IS DISTINCT FROM (OLD.id, OLD.hand_over_id, OLD.kind, OLD.subject_id) THEN
			RAISE EXCEPTION 'content_frozen: a choice stays with its line' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF TG_OP = 'UPDATE' THEN
		RAISE EXCEPTION 'append_only: a confirmation stays' USING ERRCODE = '23514';
	END IF;
	IF NOT eiso_is_now(NEW.confirmed_at) THEN
		RAISE EXCEPTION 'past_fixed: a list is confirmed at the moment that it names' USING ERRCODE = '23514';
	END IF;
	-- Who gives is there to say so, or somebody else says it in their place; whoever takes says it themselves.
	IF NEW.side = 'receiver' AND (NEW.in_place OR NEW.user_id <> h.to_id)
		OR NEW.side = 'giver' AND (NEW.user_id = h.to_id OR NEW.in_place <> (NEW.user_id <> h.from_id)
			OR NEW.in_place AND eiso_works_in(h.from_id, h.unit_id)) THEN
		RAISE EXCEPTION 'separation_of_duties: each side confirms for itself' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER hand_over_choice_guard BEFORE INSERT OR UPDATE ON "hand_over_choice" FOR EACH ROW EXECUTE FUNCTION eiso_guard_hand_over_part();
CREATE TRIGGER hand_over_choice_no_delete BEFORE DELETE ON "hand_over_choice" FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER hand_over_choice_no_truncate BEFORE TRUNCATE ON "hand_over_choice" EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER hand_over_confirmation_guard BEFORE INSERT OR UPDATE ON "hand_over_confirmation" FOR EACH ROW EXECUTE FUNCTION eiso_guard_hand_over_part();
CREATE TRIGGER hand_over_confirmation_no_delete BEFORE DELETE ON "hand_over_confirmation" FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER hand_over_confirmation_no_truncate BEFORE TRUNCATE ON "hand_over_confirmation" EXECUTE FUNCTION eiso_refuse_delete();
