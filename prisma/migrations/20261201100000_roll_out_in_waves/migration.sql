-- The roll-out of the system over the province: waves with a plan, units in them, and what each unit has done of each step (domain.md §1.4).
CREATE TYPE "wave_kind" AS ENUM ('build', 'maintain');
CREATE TYPE "wave_state" AS ENUM ('draft', 'open', 'closed');
CREATE TYPE "wave_leave" AS ENUM ('reorganised', 'removed');
CREATE TYPE "roll_out_state" AS ENUM ('open', 'claimed', 'accepted', 'proven', 'waiver_asked', 'not_applicable');
CREATE TABLE "roll_out_phase" (
    "code" TEXT NOT NULL,
    "name_vi" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "short_vi" TEXT NOT NULL,
    "short_en" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "roll_out_phase_pkey" PRIMARY KEY ("code")
);
CREATE TABLE "roll_out_group" (
    "code" TEXT NOT NULL,
    "name_vi" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "roll_out_group_pkey" PRIMARY KEY ("code")
);
CREATE TABLE "roll_out_default_step" (
    "kind" "wave_kind" NOT NULL,
    "code" TEXT NOT NULL,
    "phase_code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title_vi" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "how_vi" TEXT NOT NULL,
    "how_en" TEXT NOT NULL,
    "proof" TEXT,
    "role" TEXT NOT NULL,
    "due_month" INTEGER NOT NULL,
    "due_day" INTEGER NOT NULL,

    CONSTRAINT "roll_out_default_step_pkey" PRIMARY KEY ("kind","code")
);
CREATE TABLE "roll_out_wave" (
    "id" UUID NOT NULL,
    "kind" "wave_kind" NOT NULL,
    "state" "wave_state" NOT NULL DEFAULT 'draft',
    "title" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "proves_from" DATE,
    "next_id" UUID,
    "soon_days" INTEGER NOT NULL DEFAULT 14,
    "late_days" INTEGER NOT NULL DEFAULT 1,
    "coordinator_days" INTEGER NOT NULL DEFAULT 14,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_on" DATE,
    "opened_by_id" UUID,
    "closed_on" DATE,
    "closed_by_id" UUID,
    "closed_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "roll_out_wave_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "roll_out_step" (
    "id" UUID NOT NULL,
    "wave_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "phase_code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title_vi" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "how_vi" TEXT NOT NULL DEFAULT '',
    "how_en" TEXT NOT NULL DEFAULT '',
    "proof" TEXT,
    "role" TEXT NOT NULL DEFAULT 'officer',
    "added_on" DATE NOT NULL,
    "dropped_on" DATE,
    "dropped_reason" TEXT,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "roll_out_step_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "roll_out_unit" (
    "id" UUID NOT NULL,
    "wave_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "group_code" TEXT,
    "joined_on" DATE NOT NULL,
    "joined_by_id" UUID,
    "predecessor_id" UUID,
    "left_on" DATE,
    "left_for" "wave_leave",
    "left_reason" TEXT,
    "left_by_id" UUID,
    "responsible_id" UUID,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "roll_out_unit_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "roll_out_due" (
    "id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "roll_out_unit_id" UUID,
    "due_on" DATE,
    "set_on" DATE NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by_id" UUID NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "number" INTEGER NOT NULL,

    CONSTRAINT "roll_out_due_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "roll_out_item" (
    "id" UUID NOT NULL,
    "roll_out_unit_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "state" "roll_out_state" NOT NULL DEFAULT 'open',
    "responsible_id" UUID,
    "done_on" DATE,
    "claimed_on" DATE,
    "claimed_by_id" UUID,
    "settled_on" DATE,
    "settled_by_id" UUID,
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "roll_out_item_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "roll_out_act" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "state" "roll_out_state" NOT NULL,
    "acted_on" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "done_on" DATE,
    "user_id" UUID,
    "text" TEXT,

    CONSTRAINT "roll_out_act_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "roll_out_reminder" (
    "id" UUID NOT NULL,
    "roll_out_unit_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "rung" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "told_on" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roll_out_reminder_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "roll_out_default_step_phase_code_idx" ON "roll_out_default_step"("phase_code");
CREATE INDEX "roll_out_wave_next_id_idx" ON "roll_out_wave"("next_id");
CREATE INDEX "roll_out_wave_created_by_id_idx" ON "roll_out_wave"("created_by_id");
CREATE INDEX "roll_out_wave_opened_by_id_idx" ON "roll_out_wave"("opened_by_id");
CREATE INDEX "roll_out_wave_closed_by_id_idx" ON "roll_out_wave"("closed_by_id");
CREATE INDEX "roll_out_step_phase_code_idx" ON "roll_out_step"("phase_code");
CREATE INDEX "roll_out_step_wave_id_position_idx" ON "roll_out_step"("wave_id", "position");
CREATE UNIQUE INDEX "roll_out_step_wave_id_code_key" ON "roll_out_step"("wave_id", "code");
CREATE INDEX "roll_out_unit_wave_id_idx" ON "roll_out_unit"("wave_id");
CREATE INDEX "roll_out_unit_unit_id_idx" ON "roll_out_unit"("unit_id");
CREATE INDEX "roll_out_unit_group_code_idx" ON "roll_out_unit"("group_code");
CREATE INDEX "roll_out_unit_joined_by_id_idx" ON "roll_out_unit"("joined_by_id");
CREATE INDEX "roll_out_unit_left_by_id_idx" ON "roll_out_unit"("left_by_id");
CREATE INDEX "roll_out_unit_responsible_id_idx" ON "roll_out_unit"("responsible_id");
CREATE INDEX "roll_out_unit_predecessor_id_idx" ON "roll_out_unit"("predecessor_id");
CREATE INDEX "roll_out_due_step_id_number_idx" ON "roll_out_due"("step_id", "number");
CREATE INDEX "roll_out_due_roll_out_unit_id_step_id_number_idx" ON "roll_out_due"("roll_out_unit_id", "step_id", "number");
CREATE INDEX "roll_out_due_set_by_id_idx" ON "roll_out_due"("set_by_id");
CREATE INDEX "roll_out_item_step_id_idx" ON "roll_out_item"("step_id");
CREATE INDEX "roll_out_item_responsible_id_idx" ON "roll_out_item"("responsible_id");
CREATE INDEX "roll_out_item_claimed_by_id_idx" ON "roll_out_item"("claimed_by_id");
CREATE INDEX "roll_out_item_settled_by_id_idx" ON "roll_out_item"("settled_by_id");
CREATE INDEX "roll_out_item_state_idx" ON "roll_out_item"("state");
CREATE UNIQUE INDEX "roll_out_item_roll_out_unit_id_step_id_key" ON "roll_out_item"("roll_out_unit_id", "step_id");
CREATE INDEX "roll_out_act_user_id_idx" ON "roll_out_act"("user_id");
CREATE UNIQUE INDEX "roll_out_act_item_id_number_key" ON "roll_out_act"("item_id", "number");
CREATE INDEX "roll_out_reminder_roll_out_unit_id_step_id_idx" ON "roll_out_reminder"("roll_out_unit_id", "step_id");
CREATE INDEX "roll_out_reminder_step_id_idx" ON "roll_out_reminder"("step_id");
ALTER TABLE "roll_out_default_step" ADD CONSTRAINT "roll_out_default_step_phase_code_fkey" FOREIGN KEY ("phase_code") REFERENCES "roll_out_phase"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_wave" ADD CONSTRAINT "roll_out_wave_next_id_fkey" FOREIGN KEY ("next_id") REFERENCES "roll_out_wave"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_wave" ADD CONSTRAINT "roll_out_wave_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_wave" ADD CONSTRAINT "roll_out_wave_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_wave" ADD CONSTRAINT "roll_out_wave_closed_by_id_fkey" FOREIGN KEY ("closed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_step" ADD CONSTRAINT "roll_out_step_wave_id_fkey" FOREIGN KEY ("wave_id") REFERENCES "roll_out_wave"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_step" ADD CONSTRAINT "roll_out_step_phase_code_fkey" FOREIGN KEY ("phase_code") REFERENCES "roll_out_phase"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_wave_id_fkey" FOREIGN KEY ("wave_id") REFERENCES "roll_out_wave"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_group_code_fkey" FOREIGN KEY ("group_code") REFERENCES "roll_out_group"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_joined_by_id_fkey" FOREIGN KEY ("joined_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_left_by_id_fkey" FOREIGN KEY ("left_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_responsible_id_fkey" FOREIGN KEY ("responsible_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_unit" ADD CONSTRAINT "roll_out_unit_predecessor_id_fkey" FOREIGN KEY ("predecessor_id") REFERENCES "roll_out_unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_due" ADD CONSTRAINT "roll_out_due_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "roll_out_step"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_due" ADD CONSTRAINT "roll_out_due_roll_out_unit_id_fkey" FOREIGN KEY ("roll_out_unit_id") REFERENCES "roll_out_unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_due" ADD CONSTRAINT "roll_out_due_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_item" ADD CONSTRAINT "roll_out_item_roll_out_unit_id_fkey" FOREIGN KEY ("roll_out_unit_id") REFERENCES "roll_out_unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_item" ADD CONSTRAINT "roll_out_item_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "roll_out_step"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_item" ADD CONSTRAINT "roll_out_item_responsible_id_fkey" FOREIGN KEY ("responsible_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_item" ADD CONSTRAINT "roll_out_item_claimed_by_id_fkey" FOREIGN KEY ("claimed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_item" ADD CONSTRAINT "roll_out_item_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_act" ADD CONSTRAINT "roll_out_act_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "roll_out_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_act" ADD CONSTRAINT "roll_out_act_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_reminder" ADD CONSTRAINT "roll_out_reminder_roll_out_unit_id_fkey" FOREIGN KEY ("roll_out_unit_id") REFERENCES "roll_out_unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_reminder" ADD CONSTRAINT "roll_out_reminder_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "roll_out_step"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE UNIQUE INDEX roll_out_due_of_plan ON roll_out_due (step_id, number) WHERE roll_out_unit_id IS NULL;
CREATE UNIQUE INDEX roll_out_due_of_unit ON roll_out_due (roll_out_unit_id, step_id, number) WHERE roll_out_unit_id IS NOT NULL;
CREATE UNIQUE INDEX roll_out_reminder_once ON roll_out_reminder (roll_out_unit_id, step_id, rung, due_on, told_on);
ALTER TABLE roll_out_unit ADD CONSTRAINT roll_out_unit_once EXCLUDE USING gist
	(wave_id WITH =, unit_id WITH =, daterange(joined_on, left_on) WITH &&);
ALTER TABLE roll_out_unit ADD CONSTRAINT roll_out_unit_range CHECK (left_on >= joined_on);
ALTER TABLE roll_out_unit ADD CONSTRAINT roll_out_unit_left CHECK
	((left_on IS NULL) = (left_for IS NULL) AND (left_for IS DISTINCT FROM 'removed' OR (coalesce(trim(left_reason), '') <> '' AND left_by_id IS NOT NULL)));
ALTER TABLE roll_out_step ADD CONSTRAINT roll_out_step_range CHECK (dropped_on >= added_on);
ALTER TABLE roll_out_step ADD CONSTRAINT roll_out_step_dropped CHECK ((dropped_on IS NULL) = (coalesce(trim(dropped_reason), '') = ''));
ALTER TABLE roll_out_step ADD CONSTRAINT roll_out_step_role CHECK (role IN ('officer', 'head'));
ALTER TABLE roll_out_default_step ADD CONSTRAINT roll_out_default_step_role CHECK (role IN ('officer', 'head'));
ALTER TABLE roll_out_wave ADD CONSTRAINT roll_out_wave_days CHECK
	(soon_days BETWEEN 0 AND 90 AND late_days BETWEEN 0 AND 90 AND coordinator_days BETWEEN late_days AND 365);
ALTER TABLE roll_out_due ADD CONSTRAINT roll_out_due_given CHECK
	(CASE WHEN roll_out_unit_id IS NULL THEN due_on IS NOT NULL ELSE trim(reason) <> '' END);
ALTER TABLE roll_out_item ADD CONSTRAINT roll_out_item_facts CHECK (CASE state
	WHEN 'open' THEN num_nonnulls(done_on, claimed_on, claimed_by_id, settled_on, settled_by_id) = 0
	WHEN 'claimed' THEN num_nonnulls(done_on, claimed_on, claimed_by_id) = 3 AND settled_on IS NULL AND settled_by_id IS NULL
	WHEN 'accepted' THEN num_nonnulls(done_on, claimed_on, claimed_by_id, settled_on, settled_by_id) = 5 AND settled_by_id <> claimed_by_id
	WHEN 'proven' THEN done_on IS NOT NULL AND settled_on IS NOT NULL AND settled_by_id IS NULL
	WHEN 'waiver_asked' THEN num_nonnulls(claimed_on, claimed_by_id) = 2 AND num_nonnulls(done_on, settled_on, settled_by_id) = 0
	WHEN 'not_applicable' THEN num_nonnulls(settled_on, settled_by_id) = 2 AND done_on IS NULL AND settled_by_id IS DISTINCT FROM claimed_by_id END);

-- A wave is prepared, opened once and closed once. Its kind and year hold from the opening on; a closed one stays as it is.
CREATE FUNCTION eiso_guard_roll_out_wave() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'closed' THEN
		RAISE EXCEPTION 'content_frozen: a closed wave stays as it is' USING ERRCODE = '23514';
	END IF;
	IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'open'), ('open', 'open'), ('draft', 'closed'), ('open', 'closed')) THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF OLD.state = 'open' AND (NEW.kind, NEW.year, NEW.proves_from, NEW.opened_on, NEW.opened_by_id)
		IS DISTINCT FROM (OLD.kind, OLD.year, OLD.proves_from, OLD.opened_on, OLD.opened_by_id) THEN
		RAISE EXCEPTION 'content_frozen: an open wave keeps its kind, its year and its first day' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'open' AND OLD.state = 'draft' AND NEW.opened_on IS DISTINCT FROM eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: a wave opens today' USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'closed' AND (NEW.closed_on IS DISTINCT FROM eiso_today() OR NEW.closed_by_id IS NULL OR coalesce(trim(NEW.closed_reason), '') = '') THEN
		RAISE EXCEPTION 'past_fixed: a wave is closed today, by a person, with the reason' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- Nothing of a closed wave changes, and the past of an open one does not: what joins or leaves does so from today on.
CREATE FUNCTION eiso_guard_roll_out_step() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	wave wave_state := (SELECT w.state FROM roll_out_wave w WHERE w.id = NEW.wave_id);
BEGIN
	IF wave = 'closed' THEN
		RAISE EXCEPTION 'content_frozen: a closed wave stays as it is' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.added_on < eiso_today() OR NEW.dropped_on IS NOT NULL THEN
			RAISE EXCEPTION 'past_fixed: a step joins the plan today or later' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.wave_id, NEW.code, NEW.added_on) IS DISTINCT FROM (OLD.wave_id, OLD.code, OLD.added_on)
		OR wave = 'open' AND NEW.proof IS DISTINCT FROM OLD.proof THEN
		RAISE EXCEPTION 'content_frozen: a step keeps its code, its first day and, once the wave is open, what proves it' USING ERRCODE = '23514';
	END IF;
	IF OLD.dropped_on IS NOT NULL OR NEW.dropped_on < eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: a step leaves the plan today or later, once' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_roll_out_unit() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF (SELECT w.state FROM roll_out_wave w WHERE w.id = NEW.wave_id) = 'closed' THEN
		RAISE EXCEPTION 'content_frozen: a closed wave stays as it is' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.joined_by_id IS NOT NULL AND NEW.joined_on < eiso_today() OR NEW.left_on IS NOT NULL THEN
			RAISE EXCEPTION 'past_fixed: a unit joins today or later' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.wave_id, NEW.unit_id, NEW.joined_on, NEW.joined_by_id, NEW.predecessor_id)
		IS DISTINCT FROM (OLD.wave_id, OLD.unit_id, OLD.joined_on, OLD.joined_by_id, OLD.predecessor_id) THEN
		RAISE EXCEPTION 'past_fixed: who joined a wave when stays' USING ERRCODE = '23514';
	END IF;
	IF OLD.left_on IS NOT NULL AND OLD.left_on <= eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: who left a wave stays out of it' USING ERRCODE = '23514';
	END IF;
	IF NEW.left_by_id IS NOT NULL AND NEW.left_on < eiso_today() THEN
		RAISE EXCEPTION 'past_fixed: a unit leaves today or later' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_guard_roll_out_due() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	before integer;
BEGIN
	IF (SELECT w.state FROM roll_out_wave w JOIN roll_out_step s ON s.wave_id = w.id WHERE s.id = NEW.step_id) = 'closed' THEN
		RAISE EXCEPTION 'content_frozen: a closed wave stays as it is' USING ERRCODE = '23514';
	END IF;
	IF NEW.set_on IS DISTINCT FROM eiso_today() OR NOT eiso_is_now(NEW.set_at) THEN
		RAISE EXCEPTION 'past_fixed: a due day is set today' USING ERRCODE = '23514';
	END IF;
	IF NEW.roll_out_unit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM roll_out_unit u JOIN roll_out_step s ON s.wave_id = u.wave_id
		WHERE u.id = NEW.roll_out_unit_id AND s.id = NEW.step_id) THEN
		RAISE EXCEPTION 'illegal_transition: a step of another wave' USING ERRCODE = '23514';
	END IF;
	SELECT coalesce(max(d.number), 0) INTO before FROM roll_out_due d
		WHERE d.step_id = NEW.step_id AND d.roll_out_unit_id IS NOT DISTINCT FROM NEW.roll_out_unit_id;
	IF NEW.number <> before + 1 THEN
		RAISE EXCEPTION 'stale: the next due day is number %', before + 1 USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- The ways of the lifecycle, for units that are in the wave while it is open.
CREATE FUNCTION eiso_guard_roll_out_item() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM roll_out_unit u JOIN roll_out_wave w ON w.id = u.wave_id JOIN roll_out_step s ON s.wave_id = w.id
		WHERE u.id = NEW.roll_out_unit_id AND s.id = NEW.step_id AND w.state = 'open'
			AND (u.left_on IS NULL OR u.left_on > eiso_today()) AND (s.dropped_on IS NULL OR s.dropped_on > eiso_today())) THEN
		RAISE EXCEPTION 'content_frozen: the wave is not open, or unit or step are not in it' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'open' OR NEW.row_version <> 1 THEN
			RAISE EXCEPTION 'illegal_transition: a step begins open' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF (NEW.roll_out_unit_id, NEW.step_id) IS DISTINCT FROM (OLD.roll_out_unit_id, OLD.step_id) OR NEW.row_version <> OLD.row_version + 1 THEN
		RAISE EXCEPTION 'stale: one act after the other' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
		('open', 'claimed'), ('open', 'waiver_asked'), ('open', 'proven'), ('open', 'not_applicable'),
		('claimed', 'open'), ('claimed', 'accepted'), ('claimed', 'proven'),
		('waiver_asked', 'open'), ('waiver_asked', 'not_applicable'), ('waiver_asked', 'proven'),
		('accepted', 'open'), ('not_applicable', 'open'), ('not_applicable', 'proven')) THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF NEW.state = OLD.state AND (NEW.done_on, NEW.claimed_on, NEW.claimed_by_id, NEW.settled_on, NEW.settled_by_id)
		IS DISTINCT FROM (OLD.done_on, OLD.claimed_on, OLD.claimed_by_id, OLD.settled_on, OLD.settled_by_id) THEN
		RAISE EXCEPTION 'content_frozen: days and persons of a state stay with it' USING ERRCODE = '23514';
	END IF;
	IF NEW.state <> OLD.state THEN
		IF NEW.done_on > eiso_today() THEN
			RAISE EXCEPTION 'past_fixed: what is done is done today or before' USING ERRCODE = '23514';
		END IF;
		IF NEW.state IN ('claimed', 'waiver_asked') AND NEW.claimed_on <> eiso_today()
			OR NEW.state IN ('accepted', 'proven', 'not_applicable') AND NEW.settled_on <> eiso_today() THEN
			RAISE EXCEPTION 'past_fixed: a step changes its state today' USING ERRCODE = '23514';
		END IF;
		IF OLD.state = 'claimed' AND NEW.state = 'accepted' AND (NEW.done_on, NEW.claimed_on, NEW.claimed_by_id)
			IS DISTINCT FROM (OLD.done_on, OLD.claimed_on, OLD.claimed_by_id) THEN
			RAISE EXCEPTION 'content_frozen: what is accepted is what was claimed' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN NEW;
END $$;

-- The latest act says the state: whoever asks an earlier day asks the acts.
CREATE FUNCTION eiso_check_roll_out_item() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	item roll_out_item;
	last roll_out_act;
BEGIN
	SELECT * INTO item FROM roll_out_item i WHERE i.id = CASE TG_TABLE_NAME WHEN 'roll_out_act' THEN (to_jsonb(NEW) ->> 'item_id')::uuid ELSE NEW.id END;
	SELECT * INTO last FROM roll_out_act a WHERE a.item_id = item.id ORDER BY a.number DESC LIMIT 1;
	IF coalesce(last.state, 'open') <> item.state OR coalesce(last.number, 1) <> item.row_version
		OR last.done_on IS DISTINCT FROM item.done_on AND item.state <> 'open' THEN
		RAISE EXCEPTION 'illegal_transition: a step has the state of its latest act' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;

CREATE FUNCTION eiso_guard_roll_out_act() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.acted_on IS DISTINCT FROM eiso_today() OR NOT eiso_is_now(NEW.at) THEN
		RAISE EXCEPTION 'past_fixed: an act is of today' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

-- What was accepted on its evidence keeps it.
CREATE FUNCTION eiso_guard_roll_out_evidence() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM roll_out_item i WHERE i.id = NEW.subject_id AND i.state IN ('accepted', 'not_applicable')) THEN
		RAISE EXCEPTION 'content_frozen: evidence of an accepted step stays as it is' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER roll_out_wave_guard BEFORE UPDATE ON roll_out_wave FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_wave();
CREATE TRIGGER roll_out_step_guard BEFORE INSERT OR UPDATE ON roll_out_step FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_step();
CREATE TRIGGER roll_out_unit_guard BEFORE INSERT OR UPDATE ON roll_out_unit FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_unit();
CREATE TRIGGER roll_out_due_guard BEFORE INSERT ON roll_out_due FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_due();
CREATE TRIGGER roll_out_due_no_change BEFORE UPDATE OR DELETE ON roll_out_due FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_item_guard BEFORE INSERT OR UPDATE ON roll_out_item FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_item();
CREATE TRIGGER roll_out_act_guard BEFORE INSERT ON roll_out_act FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_act();
CREATE TRIGGER roll_out_act_no_change BEFORE UPDATE OR DELETE ON roll_out_act FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_reminder_no_change BEFORE UPDATE OR DELETE ON roll_out_reminder FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE CONSTRAINT TRIGGER roll_out_item_agrees AFTER UPDATE ON roll_out_item DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION eiso_check_roll_out_item();
CREATE CONSTRAINT TRIGGER roll_out_act_agrees AFTER INSERT ON roll_out_act DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION eiso_check_roll_out_item();
CREATE TRIGGER evidence_file_of_roll_out BEFORE INSERT OR UPDATE ON evidence_file
	FOR EACH ROW WHEN (NEW.subject_type = 'roll_out_item') EXECUTE FUNCTION eiso_guard_roll_out_evidence();
CREATE TRIGGER evidence_pointer_of_roll_out BEFORE INSERT OR UPDATE ON evidence_pointer
	FOR EACH ROW WHEN (NEW.subject_type = 'roll_out_item') EXECUTE FUNCTION eiso_guard_roll_out_evidence();
CREATE TRIGGER roll_out_wave_no_delete BEFORE DELETE ON roll_out_wave FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_step_no_delete BEFORE DELETE ON roll_out_step FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_unit_no_delete BEFORE DELETE ON roll_out_unit FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_item_no_delete BEFORE DELETE ON roll_out_item FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_wave_no_truncate BEFORE TRUNCATE ON roll_out_wave EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_step_no_truncate BEFORE TRUNCATE ON roll_out_step EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_unit_no_truncate BEFORE TRUNCATE ON roll_out_unit EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_due_no_truncate BEFORE TRUNCATE ON roll_out_due EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_item_no_truncate BEFORE TRUNCATE ON roll_out_item EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_act_no_truncate BEFORE TRUNCATE ON roll_out_act EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_reminder_no_truncate BEFORE TRUNCATE ON roll_out_reminder EXECUTE FUNCTION eiso_refuse_delete();
