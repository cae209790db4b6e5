import type { IconName } from '#lib/components/ui/icons.ts';
import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';

/** How one kind of work is listed on Home: what it says, where it is done, and the word on its button. */
export type DutyLook = {
	readonly icon: IconName;
	readonly title: (duty: WaitingDuty) => string;
	readonly href: (duty: WaitingDuty) => string;
	readonly action: () => string;
};
