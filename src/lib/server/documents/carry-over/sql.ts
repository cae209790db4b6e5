export { carriedOverSql, type CarriedOver } from '#lib/server/search/carried-over.ts';
