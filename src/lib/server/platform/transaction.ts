import { DomainError, Conflict } from './errors.ts';
import type { Ctx } from './context.ts';
import { sqlError } from './sql-error.ts';

const retryable = new Set(['40001', '40P01']);
const attempts = 4;

/** What the database's own refusals mean to a person: constraint or the first word of a trigger's message → conflict code. */
const conflicts: Record<string, string> = {
	version_one_in_force: 'successor_pending',
	version_one_open: 'open_version_exists',
	version_numbers_once: 'numbers_taken',
	document_code_once: 'code_taken',
	stale: 'stale',
	successor_pending: 'successor_pending',
	content_frozen: 'illegal_transition',
	illegal_transition: 'illegal_transition',
	content_changed: 'content_changed',
	separation_of_duties: 'separation_of_duties',
	effective_in_past: 'effective_in_past',
	past_fixed: 'illegal_transition',
	chain_closed: 'unit_closed',
	unsigned: 'content_changed',
	unconfirmed: 'hand_over_changed',
	signature_refused: 'signature_refused',
	numbers_not_increasing: 'numbers_taken',
	administrator_alone: 'administrator_alone',
	membership_once: 'membership_overlaps',
	province_appointment_once: 'membership_overlaps',
	membership_offer_one_open: 'offer_open',
	hand_over_open_once: 'hand_over_open',
	delegation_overlaps: 'delegation_overlaps',
	delegation_role: 'delegation_role',
	delegation_person: 'delegation_person',
	unit_version_code_once: 'unit_code_taken',
	unit_version_one_a_day: 'stale',
	division_version_one_a_day: 'stale',
	division_code_taken: 'division_code_taken',
	unit_standard_one_a_day: 'period_overlaps',
	steering_committee_one_a_day: 'period_overlaps',
	committee_member_once: 'member_twice',
	admin_service_code_key_key: 'service_code_taken',
	admin_service_version_one_a_day: 'stale',
	admin_service_link_once: 'service_linked',
	user_email_key: 'email_taken',
	user_staff_name_key: 'staff_name_taken',
	code_fixed: 'code_fixed',
	gate_not_met: 'gate_not_met',
	cycle_team_once: 'in_team_already',
	inspection_cycle_id_unit_id_key: 'unit_in_cycle',
	not_the_department: 'not_the_department',
	roll_out_unit_once: 'stale',
	roll_out_due_of_unit: 'stale',
	roll_out_due_of_plan: 'stale',
	roll_out_act_item_id_number_key: 'stale',
	announcement_one_in_force: 'stale',
	announcement_decision_once: 'stale',
	framework_model_document_id_key: 'model_already',
	model_set_member_once: 'stale',
	model_adoption_unit_id_source_document_id_key: 'already_adopted'
};

/**
 * Runs one act in one transaction; joins the open one, so that commands compose. A serialisation failure or deadlock is tried
 * again as a whole. A refusal by a constraint or trigger of the database comes out as the `Conflict` it means; anything else
 * that the database says is a bug and is thrown as it is.
 */
export async function transaction<T>(ctx: Ctx, act: (ctx: Ctx) => Promise<T>, options: { timeoutMs?: number } = {}): Promise<T> {
	if (ctx.inTransaction) return act(ctx);
	for (let attempt = 1; ; attempt++) {
		try {
			return await ctx.client.$transaction(
				async (tx) => {
					// The database checks days with its own clock: a moved clock moves both, or the database refuses.
					if (ctx.clock.moved) await tx.$executeRaw`select set_config('eiso.now', ${ctx.clock.now().toISOString()}, true)`;
					return act({ ...ctx, db: tx, inTransaction: true });
				},
				{ timeout: options.timeoutMs ?? 20_000, maxWait: 20_000 }
			);
		} catch (error) {
			if (error instanceof DomainError) throw error;
			const sql = sqlError(error);
			if (sql && retryable.has(sql.state) && attempt < attempts) continue;
			const code = sql && conflicts[sql.constraint ?? ''];
			if (code) throw new Conflict(code);
			if (sql && retryable.has(sql.state)) throw new Conflict('stale');
			throw error;
		}
	}
}
