import { changePeriodicReport } from '#lib/server/api/periodic-report-acts.ts';
import { getPeriodicReport } from '#lib/server/api/periodic-reports.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getPeriodicReport);
export const PUT = serve(changePeriodicReport);
