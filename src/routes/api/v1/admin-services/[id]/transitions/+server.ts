import { moveAdminService } from '#lib/server/api/admin-service-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveAdminService);
