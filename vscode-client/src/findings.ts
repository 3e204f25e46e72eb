// What the server's diagnostics say of a file. Nothing here needs `vscode`.

/** As much of a diagnostic as is asked about here. */
export interface Diagnostic {
  source?: string;
  code?: string | number | { value: string | number };
  data?: unknown;
}

/** A rule with so many findings that can be fixed safely. */
export interface Fixable {
  rule: string;
  count: number;
}

export const SOURCE = 'tensortidy';

/** The diagnostics that are TensorTidy's. */
export function own<T extends Diagnostic>(diagnostics: readonly T[]): T[] {
  return diagnostics.filter((item) => item.source === SOURCE);
}

/** The rule that a diagnostic is about; undefined for what is wrong with a configuration. */
export function ruleOf({ code }: Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return typeof value === 'string' ? value : undefined;
}

/** The rules of which something can be fixed safely, the most findings first. */
export function fixableRules(diagnostics: readonly Diagnostic[]): Fixable[] {
  const counts = new Map<string, number>();
  for (const item of own(diagnostics)) {
    const rule = ruleOf(item);
    if (rule !== undefined && isSafe(item.data)) {
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
  }
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}

function isSafe(data: unknown): boolean {
  const fix = (data as { fix?: { safety?: unknown } | null } | null | undefined)?.fix;
  return fix?.safety === 'safe';
}
