export { fold } from '#lib/domain/shared/fold.ts';
