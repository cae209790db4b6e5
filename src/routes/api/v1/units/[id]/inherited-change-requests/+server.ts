import { listInheritedRequests } from '#lib/server/api/change-requests.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listInheritedRequests);
