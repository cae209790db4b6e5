import { createChangeRequest, listChangeRequests } from '#lib/server/api/change-requests.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listChangeRequests);
export const POST = serve(createChangeRequest);
