export function messageTypes(index: string): string;
export function writeMessageTypes(root: string): void;
