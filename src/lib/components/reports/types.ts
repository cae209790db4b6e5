export type { FigureBlock, ReportPage, ReportsOfUnit } from '#lib/server/reports/periodic/pages.ts';
export type { ProvinceReports } from '#lib/server/reports/periodic/province-list.ts';
export type { KindCounts } from '#lib/server/reports/periodic/province.ts';
