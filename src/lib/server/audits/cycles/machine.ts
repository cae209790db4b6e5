import { cycleLifecycle, type CycleEvent, type CycleState } from '#lib/domain/audits/cycle-lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const cycleMachine: Machine<CycleState, CycleEvent> = { name: 'audit_cycle', subjectType: 'audit_cycle', table: cycleLifecycle };
