import { createPeriodicReview } from '#lib/server/api/periodic-reviews.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(createPeriodicReview);
