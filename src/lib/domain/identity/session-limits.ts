/** How long a session may rest before it locks, and last before it ends (design.md §8, domain.md §5.5). Minutes and hours. */
export type SessionRules = { readonly idleMinutes: number; readonly absoluteHours: number; readonly level3: boolean };

export const level3Idle = { everybody: 15, administrator: 5 } as const;

/** On a computer that others use a session locks sooner, whatever the setting. */
export const sharedIdleMinutes = 10;

export function idleMinutesFor(rules: SessionRules, who: { administrator: boolean; sharedComputer: boolean }): number {
	const limits = [rules.idleMinutes];
	if (rules.level3) limits.push(who.administrator ? level3Idle.administrator : level3Idle.everybody);
	if (who.sharedComputer) limits.push(sharedIdleMinutes);
	return Math.min(...limits);
}

/** Whether a session last used at `lastSeenAt` is to be locked now. */
export function isIdle(lastSeenAt: Date, now: Date, idleMinutes: number): boolean {
	return now.getTime() - lastSeenAt.getTime() >= idleMinutes * 60_000;
}
