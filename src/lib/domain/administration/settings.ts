import { z } from 'zod';
import { checkbox } from '#lib/domain/shared/form-fields.ts';

/** What an administrator sets for the whole installation, as the form has it. */
export type InstallationSettings = {
	readonly idleMinutes: number;
	readonly absoluteHours: number;
	/** "Cấp độ 3": sessions lock after 15 minutes, after 5 for an administrator (domain.md §5.5). */
	readonly level3: boolean;
	/** Months that reads are kept; never under twelve (design.md §6). */
	readonly keepMonths: number;
	/** How far ahead an issue may take effect (states.md §3, B3). */
	readonly monthsAhead: number;
};
export type SettingName = keyof InstallationSettings;

/** Under which key of the table `setting` each is kept; whoever obeys it reads it there. */
export const settingKeys: Readonly<Record<SettingName, string>> = {
	idleMinutes: 'session.idleMinutes',
	absoluteHours: 'session.absoluteHours',
	level3: 'security.level3',
	keepMonths: 'log.keepMonths',
	monthsAhead: 'batches.monthsAhead'
};

export const settingNames = Object.keys(settingKeys).filter((name): name is SettingName => name in settingKeys);

/** What holds while nothing is set. */
export const settingDefaults: InstallationSettings = { idleMinutes: 30, absoluteHours: 12, level3: false, keepMonths: 24, monthsAhead: 12 };

const whole = (from: number, to: number) =>
	z.coerce.number('whole_number').int('whole_number').min(from, `number_from:${from}`).max(to, `number_to:${to}`);

export const settingsForm = z.object({
	idleMinutes: whole(1, 720),
	absoluteHours: whole(1, 168),
	level3: checkbox,
	keepMonths: whole(12, 120),
	monthsAhead: whole(1, 60)
});
