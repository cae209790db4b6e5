import type { BoardCell, UnitState } from '#lib/domain/roll-out/board.ts';
import type { WaveKind } from '#lib/domain/roll-out/lifecycle.ts';
import { formatDay, formatDayShort, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { RemindedLate } from './remind-late.ts';

/** What stands in a cell, and the same for who does not see its sign. One source for page, spreadsheet and paper. */
export function cellWords(ctx: Ctx, cell: BoardCell): { text: string; says: string } {
	const at = { locale: ctx.locale };
	const day = cell.day === null ? '' : formatDay(cell.day);
	const short = cell.day === null ? '' : formatDayShort(cell.day);
	const days = String(cell.days ?? 0);
	switch (cell.look) {
		case 'late':
			return { text: m.rollout_board_cell_late({ days }, at), says: m.rollout_board_says_late({ days }, at) };
		case 'claimed':
			return { text: m.rollout_board_cell_claimed({}, at), says: m.rollout_board_says_claimed({}, at) };
		case 'waiver_asked':
			return { text: m.rollout_board_cell_waiver({}, at), says: m.rollout_board_says_waiver({}, at) };
		case 'not_applicable':
			return { text: m.rollout_board_cell_na({}, at), says: m.rollout_board_says_na({}, at) };
		case 'in_progress':
			if (cell.days === null) return { text: m.rollout_board_cell_open({}, at), says: m.rollout_board_says_open({}, at) };
			return {
				text: cell.days === 0 ? m.rollout_board_cell_today({}, at) : m.rollout_board_cell_left({ days }, at),
				says: m.rollout_board_says_left({ days }, at)
			};
		case 'not_started':
			return cell.day === null
				? { text: m.rollout_board_cell_open({}, at), says: m.rollout_board_says_open({}, at) }
				: { text: short, says: m.rollout_board_says_due({ day }, at) };
		case 'done':
		case 'proven': {
			const says = cell.look === 'done' ? m.rollout_board_says_done : m.rollout_board_says_proven;
			return { text: short || m.rollout_board_cell_done({}, at), says: says({ day }, at) };
		}
	}
}

/** Where a unit stands. A wave that builds ends with the announcement. */
export function unitStateWord(ctx: Ctx, state: UnitState, kind: WaveKind): string {
	const at = { locale: ctx.locale };
	switch (state) {
		case 'late':
			return m.rollout_board_state_late({}, at);
		case 'waiting':
			return m.rollout_board_state_waiting({}, at);
		case 'on_track':
			return m.rollout_board_state_on_track({}, at);
		case 'done':
			return kind === 'build' ? m.rollout_board_state_done_build({}, at) : m.rollout_board_state_done({}, at);
		case 'not_started':
			return m.rollout_board_state_not_started({}, at);
	}
}

/** Codes named in one sentence at most; the trail has all of them. */
const namedCodes = 8;

/** What came of reminding the units that are late. */
export function remindedWords(ctx: Ctx, { units, people, nobody, already }: RemindedLate): string {
	const at = { locale: ctx.locale };
	const codes = [...nobody.slice(0, namedCodes), ...(nobody.length > namedCodes ? ['…'] : [])].join(', ');
	return [
		m.rollout_reminded({ units: formatNumber(units), people: formatNumber(people) }, at),
		nobody.length > 0 ? m.rollout_reminded_nobody({ codes }, at) : '',
		already > 0 ? m.rollout_reminded_already({ count: formatNumber(already) }, at) : ''
	]
		.filter(Boolean)
		.join(' ');
}
