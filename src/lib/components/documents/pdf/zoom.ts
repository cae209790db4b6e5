/** 1: as wide as there is room. */
const steps = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3];

export const smallest = 0.5;
export const largest = 3;

export function larger(zoom: number): number {
	return steps.find((step) => step > zoom) ?? zoom;
}

export function smaller(zoom: number): number {
	return steps.findLast((step) => step < zoom) ?? zoom;
}
