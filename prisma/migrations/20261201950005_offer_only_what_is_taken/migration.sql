-- What is offered to a successor is what it can take or decline; models and committees it decides on by itself (decision 0457).
ALTER TYPE "handed_over_kind" RENAME TO "handed_over_kind_before";
CREATE TYPE "handed_over_kind" AS ENUM ('draft', 'membership', 'external_document');
ALTER TABLE "handed_over" ALTER COLUMN "kind" TYPE "handed_over_kind" USING "kind"::text::"handed_over_kind";
DROP TYPE "handed_over_kind_before";
