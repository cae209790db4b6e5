import type { WaveKind } from '#lib/domain/roll-out/lifecycle.ts';
import * as m from '#lib/paraglide/messages.js';

export function kindWords(kind: WaveKind): string {
	return kind === 'build' ? m.rollout_wave_kind_build() : m.rollout_wave_kind_maintain();
}

export function roleWords(role: string): string {
	return role === 'head' ? m.rollout_role_head() : m.rollout_role_officer();
}

const proofs: Readonly<Record<string, () => string>> = {
	committee: m.rollout_proof_committee,
	iso_plan: m.rollout_proof_iso_plan,
	services_chosen: m.rollout_proof_services_chosen,
	system_issued: m.rollout_proof_system_issued,
	procedures_issued: m.rollout_proof_procedures_issued,
	service_procedures_issued: m.rollout_proof_service_procedures_issued,
	readings_done: m.rollout_proof_readings_done,
	records_kept: m.rollout_proof_records_kept,
	audit_programme: m.rollout_proof_audit_programme,
	internal_audit: m.rollout_proof_internal_audit,
	actions_closed: m.rollout_proof_actions_closed,
	training: m.rollout_proof_training,
	objectives: m.rollout_proof_objectives,
	management_review: m.rollout_proof_management_review,
	confirmation: m.rollout_proof_confirmation,
	announcement: m.rollout_proof_announcement,
	announcement_sent: m.rollout_proof_announcement_sent,
	report_june: m.rollout_proof_report_june,
	report_december: m.rollout_proof_report_december
};

/** What must be so for eISO to prove a step; the code where a proof has no words yet. */
export function proofWords(proof: string): string {
	return proofs[proof]?.() ?? proof;
}

const acts: Readonly<Record<string, () => string>> = {
	record: m.rollout_act_record,
	claim: m.rollout_act_claim,
	take_back: m.rollout_act_take_back,
	return: m.rollout_act_return,
	accept: m.rollout_act_accept,
	prove: m.rollout_act_prove,
	ask_waiver: m.rollout_act_ask_waiver,
	accept_waiver: m.rollout_act_accept_waiver,
	waive: m.rollout_act_waive,
	reopen: m.rollout_act_reopen,
	lose_proof: m.rollout_act_lose_proof,
	name: m.rollout_act_name
};

/** An act of a step's history. */
export function actWords(event: string): string {
	return acts[event]?.() ?? event;
}
