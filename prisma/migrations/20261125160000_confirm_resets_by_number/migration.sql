-- A reset with a witness: the person's browser shows a number, the witness types it. Three wrong ones end the reset.
ALTER TABLE "password_reset" ADD COLUMN "match_number" TEXT;
ALTER TABLE "password_reset" ADD COLUMN "match_failures" INTEGER NOT NULL DEFAULT 0;

-- Nobody takes two of the three parts in one reset.
ALTER TABLE "password_reset" ADD CONSTRAINT password_reset_three_people CHECK (
	started_by_id IS DISTINCT FROM user_id
	AND (confirmed_by_id IS NULL OR (confirmed_by_id <> user_id AND confirmed_by_id IS DISTINCT FROM started_by_id)));
ALTER TABLE "password_reset" ADD CONSTRAINT password_reset_starter CHECK ((kind = 'self_mail') = (started_by_id IS NULL));
ALTER TABLE "password_reset" ADD CONSTRAINT password_reset_witness CHECK (
	kind <> 'assisted_witness' OR state NOT IN ('confirmed', 'used') OR confirmed_by_id IS NOT NULL);

-- Whether the person made the recovery code themself: one that somebody printed for them is known to whoever printed it.
ALTER TABLE "user" ADD COLUMN "recovery_code_own" BOOLEAN NOT NULL DEFAULT false;
