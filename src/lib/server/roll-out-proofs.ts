/** Every proof of a step, for the pages and jobs of the roll-out, which comes before some of the domains that prove. */
export { everyProof as rollOutProofs } from '#lib/server/reports/every-proof.ts';
