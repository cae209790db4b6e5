-- Two versions are compared by lines and pages, which the words for search have lost. Null: taken out before; read again when asked for.
ALTER TABLE "file_text" ADD COLUMN "layout" TEXT;
