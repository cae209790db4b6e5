export type ImportOptions = { typeOnly?: boolean };
export type Target = { file: string; name?: undefined } | { file?: undefined; name: string };

export const businessOrder: readonly string[];
export const zones: readonly { name: string; at: RegExp }[];
export function zoneOf(file: string): { name: string } | null;
export function resolveImport(from: string, specifier: string): Target;
export function whyForbidden(from: string, specifier: string, options?: ImportOptions): string | null;
