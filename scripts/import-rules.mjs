// Who may import whom: the one table. eslint.config.js applies it to each file, src/lib/architecture.test.ts to the whole graph.
import path from 'node:path';

/** A business folder may use those before it. */
export const businessOrder = [
	'units',
	'people',
	'documents',
	'procedures',
	'records',
	'corrective-actions',
	'audits',
	'roll-out',
	'reviews',
	'reports',
	'year',
	'hand-overs'
];
const infrastructure = [
	'identity',
	'permissions',
	'audit-trail',
	'lifecycle',
	'storage',
	'files',
	'pdf',
	'search',
	'jobs',
	'notifications',
	'backup',
	'signatures'
];

const anyOf = (names) => `(?:${names.join('|')})`;

/**
 * The first zone whose pattern matches a path owns it. `may` names zones; a zone may always import itself, except where `order` says
 * that only earlier folders are allowed. `packages`: what else may be imported, as patterns; all when not given.
 */
export const zones = [
	{ name: 'generated client', at: /^src\/lib\/server\/platform\/generated\//, may: [] },
	{ name: 'messages', at: /^src\/lib\/paraglide\//, may: [] },
	{ name: 'test', at: /^(?:test\/|playwright\.config|vitest\.config)|\.test\.ts$/, may: 'all' },
	{ name: 'tools', at: /^(?:scripts\/|[^/]+\.(?:js|ts|mjs)$)/, may: ['tools'] },

	{ name: 'shared', at: /^src\/lib\/domain\/shared\//, may: [], packages: [/^zod$/] },
	{ name: 'domain', at: /^src\/lib\/domain\//, may: ['shared'], packages: [/^zod$/, /^diff$/] },
	{ name: 'words', at: /^src\/lib\/[^/]+\.ts$/, may: ['shared', 'domain', 'messages'], packages: [] },

	{
		name: 'platform',
		at: /^src\/lib\/server\/platform\//,
		may: ['generated client', 'shared', 'domain'],
		packages: [/^(?!@sveltejs|svelte|\$)/]
	},
	{
		name: 'infrastructure',
		at: new RegExp(`^src/lib/server/${anyOf(infrastructure)}/`),
		may: ['platform', 'generated client', 'shared', 'domain', 'words', 'messages'],
		packages: [/^(?!@sveltejs|svelte|\$)/]
	},
	{
		name: 'business',
		at: new RegExp(`^src/lib/server/(${anyOf(businessOrder)})/`),
		order: businessOrder,
		may: ['infrastructure', 'platform', 'generated client', 'shared', 'domain', 'words', 'messages'],
		packages: [/^(?!@sveltejs|svelte|\$)/]
	},
	// Where the parts are put together: the runtime of a process, what each job does.
	{
		name: 'composition',
		at: /^src\/lib\/server\/[^/]+\.ts$/,
		may: ['business', 'infrastructure', 'platform', 'generated client', 'shared', 'domain', 'words', 'messages'],
		mayTypes: ['components'],
		packages: [/^(?!@sveltejs|svelte|\$)/]
	},
	// The calls of the API as data: schemas, and the command or query that each makes.
	{
		name: 'api',
		at: /^src\/lib\/server\/api\//,
		may: ['composition', 'business', 'infrastructure', 'platform', 'shared', 'domain', 'words', 'messages'],
		packages: [/^zod$/]
	},
	// The one folder that knows both Kit and the server.
	{
		name: 'http',
		at: /^src\/lib\/server\/http\//,
		may: ['api', 'composition', 'business', 'infrastructure', 'platform', 'shared', 'domain', 'words', 'messages'],
		mayTypes: ['components', 'generated client']
	},
	// A component shows what a query gives, and so may name its type.
	{
		name: 'components',
		at: /^src\/lib\/components\//,
		may: ['shared', 'domain', 'words', 'messages', 'assets'],
		mayTypes: ['composition', 'business', 'infrastructure'],
		packages: [/^(?!node:|@prisma|pg$)/]
	},
	{ name: 'assets', at: /^src\/(?:lib\/(?:assets|styles)\/|app\.css)/, may: [] },
	// The gallery of components shows samples of the tests.
	{ name: 'gallery', at: /^src\/routes\/\(dev\)\//, may: ['test', 'http', 'components', 'messages'] },
	// A route parses, makes one call and answers: no Prisma, no storage driver.
	{
		name: 'routes',
		at: /^src\/(?:routes\/|hooks)/,
		may: [
			'http',
			'api',
			'composition',
			'business',
			'infrastructure',
			'platform',
			'components',
			'shared',
			'domain',
			'words',
			'messages',
			'assets'
		],
		packages: [/^(?!@prisma|pg$|pg-boss$|minio$)/],
		never: [/^src\/lib\/server\/platform\/(?:generated\/|prisma\.ts|transaction\.ts)/, /^src\/lib\/server\/storage\/(?:disk|s3)\.ts/]
	},
	{
		name: 'programs',
		at: /^src\/(?:boot\/|cli\/|entry\.ts|worker\.ts)/,
		may: ['seed', 'composition', 'business', 'infrastructure', 'platform', 'generated client', 'shared', 'domain', 'words', 'messages']
	},
	{
		name: 'seed',
		at: /^prisma\//,
		may: ['composition', 'business', 'infrastructure', 'platform', 'generated client', 'shared', 'domain', 'words', 'messages']
	}
];

/** The zone of a path from the project's root, with `/`; null for what no rule speaks of (app.d.ts, a service worker). */
export function zoneOf(file) {
	return zones.find(({ at }) => at.test(file)) ?? null;
}

/** What an import refers to: `{ file }` inside the project, or `{ name }` of a package. */
export function resolveImport(from, specifier) {
	const bare = specifier.replace(/\?.*$/, '');
	if (bare.startsWith('#lib/')) return { file: `src/lib/${bare.slice(5)}` };
	if (bare.startsWith('#test/')) return { file: `test/${bare.slice(6)}` };
	if (bare.startsWith('.')) return { file: path.posix.join(path.posix.dirname(from), bare) };
	return { name: bare };
}

/**
 * Why a file may not import that; null when it may.
 * @param {string} from path from the project's root
 * @param {string} specifier as it is written in the file
 * @param {{ typeOnly?: boolean }} [options] whether nothing of it remains at run time
 */
export function whyForbidden(from, specifier, { typeOnly = false } = {}) {
	const zone = zoneOf(from);
	if (!zone || zone.may === 'all') return null;
	const target = resolveImport(from, specifier);
	if (target.name !== undefined) {
		const allowed = !zone.packages || zone.packages.some((pattern) => pattern.test(target.name));
		return allowed ? null : `${zone.name} must not import the package ${target.name}`;
	}
	if (target.file.endsWith('.json') || (zone.name === 'routes' && /(?:^|\/)\$types/.test(target.file))) return null;
	if (zone.never?.some((pattern) => pattern.test(target.file))) return `${zone.name} must not import ${target.file}`;
	const other = zoneOf(target.file);
	if (!other || other === zone) return other && zone.order ? laterFolder(zone, from, target.file) : null;
	const allowed = zone.may.includes(other.name) || (typeOnly && zone.mayTypes?.includes(other.name));
	return allowed ? null : `${zone.name} must not import ${other.name} (${target.file})`;
}

function laterFolder({ at, order }, from, to) {
	const [, own = ''] = at.exec(from) ?? [];
	const [, used = ''] = at.exec(to) ?? [];
	return order.indexOf(used) > order.indexOf(own) ? `${own} must not import ${used}, which comes after it` : null;
}
