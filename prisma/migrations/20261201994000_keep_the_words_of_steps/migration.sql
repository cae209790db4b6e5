-- Title, stage and place of a step may change while its wave runs. What they were until the day of a change stays, for boards of the days before it.
CREATE TABLE "roll_out_step_words" (
    "step_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "held_until" DATE NOT NULL,
    "phase_code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title_vi" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,

    CONSTRAINT "roll_out_step_words_pkey" PRIMARY KEY ("step_id","number")
);
CREATE INDEX "roll_out_step_words_phase_code_idx" ON "roll_out_step_words"("phase_code");
ALTER TABLE "roll_out_step_words" ADD CONSTRAINT "roll_out_step_words_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "roll_out_step"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "roll_out_step_words" ADD CONSTRAINT "roll_out_step_words_phase_code_fkey" FOREIGN KEY ("phase_code") REFERENCES "roll_out_phase"("code") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Changes of before, as the trail has them.
INSERT INTO roll_out_step_words (step_id, number, held_until, phase_code, position, title_vi, title_en)
SELECT s.id, row_number() OVER (PARTITION BY s.id ORDER BY t.seq), (t.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
	p.code, (t.before ->> 'position')::integer, t.before ->> 'titleVi', coalesce(t.before ->> 'titleEn', '')
FROM audit_trail t JOIN roll_out_step s ON s.id::text = t.subject_id JOIN roll_out_phase p ON p.code = t.before ->> 'phaseCode'
WHERE t.event = 'roll_out_step.change' AND t.subject_type = 'roll_out_step' AND t.before ->> 'titleVi' IS NOT NULL AND t.before ->> 'position' IS NOT NULL
	AND (t.before ->> 'titleVi', t.before ->> 'titleEn', t.before ->> 'phaseCode', t.before ->> 'position')
		IS DISTINCT FROM (t.after ->> 'titleVi', t.after ->> 'titleEn', t.after ->> 'phaseCode', t.after ->> 'position');

-- Written by the change itself, never by hand.
CREATE FUNCTION eiso_guard_roll_out_step_words() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF pg_trigger_depth() < 2 THEN
		RAISE EXCEPTION 'past_fixed: only a change of a step says what it was called before' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION eiso_keep_roll_out_step_words() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO roll_out_step_words (step_id, number, held_until, phase_code, position, title_vi, title_en)
		SELECT OLD.id, coalesce(max(w.number), 0) + 1, eiso_today(), OLD.phase_code, OLD.position, OLD.title_vi, OLD.title_en
		FROM roll_out_step_words w WHERE w.step_id = OLD.id;
	RETURN NULL;
END $$;

CREATE TRIGGER roll_out_step_words_guard BEFORE INSERT ON roll_out_step_words FOR EACH ROW EXECUTE FUNCTION eiso_guard_roll_out_step_words();
CREATE TRIGGER roll_out_step_words_no_change BEFORE UPDATE OR DELETE ON roll_out_step_words FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_step_words_no_truncate BEFORE TRUNCATE ON roll_out_step_words EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER roll_out_step_words_kept AFTER UPDATE ON roll_out_step FOR EACH ROW
	WHEN ((OLD.phase_code, OLD.position, OLD.title_vi, OLD.title_en) IS DISTINCT FROM (NEW.phase_code, NEW.position, NEW.title_vi, NEW.title_en))
	EXECUTE FUNCTION eiso_keep_roll_out_step_words();
