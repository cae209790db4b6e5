import { createPeriodicReport } from '#lib/server/api/periodic-report-acts.ts';
import { listPeriodicReports } from '#lib/server/api/periodic-reports.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listPeriodicReports);
export const POST = serve(createPeriodicReport);
