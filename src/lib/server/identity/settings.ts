import { z } from 'zod';
import type { Db } from '#lib/server/platform/context.ts';

/** The settings that sign-in, sessions and passwords obey, with what holds while nobody has set them. */
const shape = {
	'session.idleMinutes': z.number().int().min(1).max(720).catch(30),
	'session.absoluteHours': z.number().int().min(1).max(168).catch(12),
	/** "Cấp độ 3" (domain.md §5.5): locks after 15 minutes, after 5 for an administrator. */
	'security.level3': z.boolean().catch(false)
};

export type IdentitySettings = {
	readonly idleMinutes: number;
	readonly absoluteHours: number;
	readonly level3: boolean;
};

const keptMs = 5_000;
const kept = new WeakMap<object, { until: number; settings: Promise<IdentitySettings> }>();

/** Reads the settings, at most once in five seconds per database: they are asked for on every request. */
export function identitySettings(client: Db): Promise<IdentitySettings> {
	const now = performance.now();
	const known = kept.get(client);
	if (known && known.until > now) return known.settings;
	const settings = load(client);
	kept.set(client, { until: now + keptMs, settings });
	// A failed read must not be remembered.
	settings.catch(() => kept.delete(client));
	return settings;
}

/** Forgets what was read: call it after the settings were changed, so that this process obeys at once. */
export function forgetIdentitySettings(client: Db): void {
	kept.delete(client);
}

async function load(client: Db): Promise<IdentitySettings> {
	const rows = await client.setting.findMany({ where: { key: { in: Object.keys(shape) } }, select: { key: true, value: true } });
	const values = z.object(shape).parse({
		'session.idleMinutes': undefined,
		'session.absoluteHours': undefined,
		'security.level3': undefined,
		...Object.fromEntries(rows.map((row) => [row.key, row.value]))
	});
	return {
		idleMinutes: values['session.idleMinutes'],
		absoluteHours: values['session.absoluteHours'],
		level3: values['security.level3']
	};
}
