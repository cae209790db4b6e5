-- The list of records of a year: opened once, by going through its lines. Lines run on over the years; this says that somebody looked.
CREATE TABLE "record_year" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "lines" INTEGER NOT NULL,
    "ended" INTEGER NOT NULL,
    "opened_by_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "record_year_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "record_year_year_check" CHECK ("year" BETWEEN 2000 AND 2100),
    CONSTRAINT "record_year_counts_check" CHECK ("lines" >= 0 AND "ended" >= 0)
);
CREATE UNIQUE INDEX "record_year_unit_id_year_key" ON "record_year"("unit_id", "year");
CREATE INDEX "record_year_opened_by_id_idx" ON "record_year"("opened_by_id");
ALTER TABLE "record_year" ADD CONSTRAINT "record_year_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "record_year" ADD CONSTRAINT "record_year_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE TRIGGER record_year_no_change BEFORE UPDATE OR DELETE ON "record_year" FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER record_year_no_truncate BEFORE TRUNCATE ON "record_year" EXECUTE FUNCTION eiso_refuse_delete();
