import type { VersionEvent } from '#lib/domain/documents/lifecycle.ts';
import type { IconName } from '#lib/components/ui/icons.ts';

/** The icon of each act on a version, wherever a history is told. */
export const actIcons: Record<VersionEvent, IconName> = {
	create: 'plus',
	edit: 'pencil',
	submit: 'eye',
	recall: 'undo',
	pass: 'ok',
	return: 'undo',
	approve: 'sign',
	cancel: 'x',
	issue: 'stamp',
	revoke: 'undo',
	withdraw: 'ban',
	take_on: 'history',
	carry_over: 'history'
};
