import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** One registry for the process; Vite may load this module again, so it is kept on the process. */
const holder = globalThis as typeof globalThis & { eisoMetrics?: Metrics };

type Metrics = { registry: Registry; requests: Histogram<'method' | 'route' | 'status'>; jobs: Counter<'name' | 'outcome'> };

function createMetrics(): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const requests = new Histogram({
		name: 'eiso_http_request_seconds',
		help: 'Time from the first byte of a request to its answer',
		labelNames: ['method', 'route', 'status'],
		buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
		registers: [registry]
	});
	const jobs = new Counter({ name: 'eiso_jobs_total', help: 'Jobs by outcome', labelNames: ['name', 'outcome'], registers: [registry] });
	return { registry, requests, jobs };
}

function metrics(): Metrics {
	holder.eisoMetrics ??= createMetrics();
	return holder.eisoMetrics;
}

export function observeRequest(request: { method: string; route: string; status: number; seconds: number }): void {
	metrics().requests.observe({ method: request.method, route: request.route, status: String(request.status) }, request.seconds);
}

export function countJob(name: string, outcome: 'done' | 'failed'): void {
	metrics().jobs.inc({ name, outcome });
}

/** The text that Prometheus reads. */
export function metricsText(): Promise<string> {
	return metrics().registry.metrics();
}
