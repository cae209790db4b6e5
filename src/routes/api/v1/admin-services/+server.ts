import { listAdminServices } from '#lib/server/api/admin-services.ts';
import { createAdminService } from '#lib/server/api/admin-service-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listAdminServices);
export const POST = serve(createAdminService);
