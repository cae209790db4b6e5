import { listAdminServices } from '#lib/server/api/admin-services.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listAdminServices);
