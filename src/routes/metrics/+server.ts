import { error, type RequestHandler } from '@sveltejs/kit';
import { metricsText } from '#lib/server/platform/metrics.ts';
import { isLoopback, wasForwarded } from '#lib/server/http/loopback.ts';

/** For a Prometheus on the same machine; for everybody else the address does not exist. */
export const GET: RequestHandler = async ({ locals, request }) => {
	// What a proxy on this machine hands on came from elsewhere, whether or not its header is trusted for anything else.
	if (!isLoopback(locals.ctx.address) || wasForwarded(request.headers)) error(404);
	return new Response(await metricsText(), { headers: { 'content-type': 'text/plain; version=0.0.4' } });
};
