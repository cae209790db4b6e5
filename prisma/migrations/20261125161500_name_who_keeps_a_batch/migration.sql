-- A draft batch can be handed to another person when its creator leaves; who created it stays a fact.
ALTER TABLE "issue_batch" ADD COLUMN "keeper_id" UUID;
CREATE INDEX "issue_batch_keeper_id_idx" ON "issue_batch"("keeper_id");
ALTER TABLE "issue_batch" ADD CONSTRAINT "issue_batch_keeper_id_fkey" FOREIGN KEY ("keeper_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
