-- Findings that a device raised without a network, by the id that it gave them: one that comes again is there already.
CREATE TABLE "sent_finding" (
    "id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sent_finding_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "sent_finding_finding_id_key" ON "sent_finding"("finding_id");

ALTER TABLE "sent_finding" ADD CONSTRAINT "sent_finding_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "finding"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TRIGGER sent_finding_no_change BEFORE UPDATE OR DELETE ON sent_finding FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER sent_finding_no_truncate BEFORE TRUNCATE ON sent_finding EXECUTE FUNCTION eiso_refuse_delete();
