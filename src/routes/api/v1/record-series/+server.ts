import { listRecordSeries, createRecordSeries } from '#lib/server/api/record-series.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listRecordSeries);
export const POST = serve(createRecordSeries);
