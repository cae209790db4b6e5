import type { Proofs } from '#lib/server/roll-out/proofs.ts';
import { systemProofs } from '#lib/server/roll-out/system-proofs.ts';

/** Every proof of a step, domain by domain. What comes after roll-out in the order of folders joins here. */
export const rollOutProofs: Proofs = { ...systemProofs };
