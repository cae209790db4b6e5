import {
	settingDefaults,
	settingKeys,
	settingNames,
	settingsForm,
	type InstallationSettings
} from '#lib/domain/administration/settings.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { forgetIdentitySettings } from '#lib/server/identity/settings.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** What is set, with the defaults for what is not. @throws Forbidden for everybody but the administrator */
export function installationSettings(ctx: Ctx): Promise<InstallationSettings> {
	authorize(ctx, 'settings.manage');
	return read(ctx);
}

/**
 * Sets all of them at once. Recorded as `settings.change` with those that changed; nothing is recorded when none did.
 * @throws Forbidden
 */
export async function changeSettings(ctx: Ctx, input: InstallationSettings): Promise<void> {
	await transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'settings.manage');
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('settings', 0))`;
		const before = await read(ctx);
		const changed = settingNames.filter((name) => before[name] !== input[name]);
		for (const name of changed) {
			const [key, value, updatedAt] = [settingKeys[name], input[name], ctx.clock.now()];
			await ctx.db.setting.upsert({ where: { key }, create: { key, value, updatedAt }, update: { value, updatedAt } });
		}
		if (changed.length === 0) return;
		await record(ctx, {
			event: 'settings.change',
			subjectType: 'installation',
			subjectId: 'settings',
			unitId: null,
			role,
			before: Object.fromEntries(changed.map((name) => [settingKeys[name], before[name]])),
			after: Object.fromEntries(changed.map((name) => [settingKeys[name], input[name]]))
		});
	});
	forgetIdentitySettings(ctx.client);
}

async function read(ctx: Ctx): Promise<InstallationSettings> {
	const rows = await ctx.db.setting.findMany({ where: { key: { in: Object.values(settingKeys) } }, select: { key: true, value: true } });
	const stored = new Map(rows.map((row) => [row.key, row.value]));
	const value = <Name extends keyof InstallationSettings>(name: Name) => {
		const parsed = settingsForm.shape[name].safeParse(
			name === 'level3' ? (stored.get(settingKeys[name]) === true ? 'on' : '') : stored.get(settingKeys[name])
		);
		return parsed.success && stored.has(settingKeys[name]) ? parsed.data : settingDefaults[name];
	};
	return {
		idleMinutes: Number(value('idleMinutes')),
		absoluteHours: Number(value('absoluteHours')),
		level3: value('level3') === true,
		keepMonths: Number(value('keepMonths')),
		monthsAhead: Number(value('monthsAhead'))
	};
}
