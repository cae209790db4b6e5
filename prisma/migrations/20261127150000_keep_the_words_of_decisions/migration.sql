-- The words of the decision that a batch is issued by. The figures of the decision (number, days, lines) are the batch's own.
CREATE TABLE "decision_text" (
    "batch_id" UUID NOT NULL,
    "place" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "standard" TEXT NOT NULL,
    "grounds" TEXT[],
    "responsible" TEXT NOT NULL,
    "recipients" TEXT[],
    "signer_heading" TEXT[],
    "signer_name" TEXT NOT NULL,
    "updated_by_id" UUID NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "decision_text_pkey" PRIMARY KEY ("batch_id")
);
CREATE INDEX "decision_text_updated_by_id_idx" ON "decision_text"("updated_by_id");
ALTER TABLE "decision_text" ADD CONSTRAINT "decision_text_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "issue_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "decision_text" ADD CONSTRAINT "decision_text_updated_by_id_fkey" FOREIGN KEY ("updated_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A form cannot be longer than a person types, nor a page than it prints.
ALTER TABLE decision_text ADD CONSTRAINT decision_text_size CHECK (
	cardinality(grounds) <= 30 AND cardinality(recipients) <= 30 AND cardinality(signer_heading) <= 4
	AND octet_length(array_to_string(grounds, '')) + octet_length(array_to_string(recipients, '')) + octet_length(subject) <= 200000
);

-- With the batch issued the decision is signed: its words are what was signed. The lock makes a change and the issue wait for each other.
CREATE FUNCTION eiso_guard_decision_text() RETURNS trigger
	LANGUAGE plpgsql AS $$
DECLARE
	batch_state text;
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.batch_id <> OLD.batch_id THEN
		RAISE EXCEPTION 'content_frozen: the words of a decision stay with their batch' USING ERRCODE = '23514';
	END IF;
	SELECT state::text INTO batch_state FROM issue_batch WHERE id = NEW.batch_id FOR SHARE;
	IF batch_state IS DISTINCT FROM 'draft' THEN
		RAISE EXCEPTION 'content_frozen: the words of a decision are fixed with its batch' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER decision_text_guard BEFORE INSERT OR UPDATE ON decision_text FOR EACH ROW EXECUTE FUNCTION eiso_guard_decision_text();
CREATE TRIGGER decision_text_no_delete BEFORE DELETE ON decision_text FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER decision_text_no_truncate BEFORE TRUNCATE ON decision_text EXECUTE FUNCTION eiso_refuse_delete();
