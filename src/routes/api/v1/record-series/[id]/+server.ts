import { getRecordSeries, changeRecordSeries } from '#lib/server/api/record-series.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getRecordSeries);
export const PUT = serve(changeRecordSeries);
