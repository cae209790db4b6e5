export const frugal: readonly string[];
