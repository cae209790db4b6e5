import { listPeriodicReviews } from '#lib/server/api/periodic-reviews.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listPeriodicReviews);
