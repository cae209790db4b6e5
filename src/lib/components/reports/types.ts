export type { FigureBlock, ProvinceReports, ReportPage, ReportsOfUnit } from '#lib/server/reports/periodic/pages.ts';
export type { KindCounts } from '#lib/server/reports/periodic/province.ts';
