import type * as v from 'valibot';

/** What is wrong, and where: by the keys of what was checked. */
export interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

interface Issue {
  readonly message: string;
  readonly path: [v.UnknownPathItem, ...v.UnknownPathItem[]];
}

/** Tells valibot of problems that it did not find itself. */
export function addProblems(addIssue: (issue: Issue) => void, problems: readonly Problem[]): void {
  for (const { path, message } of problems) {
    const items = path.map((key) => ({ type: 'unknown', origin: 'value', input: undefined, key, value: undefined }));
    addIssue({ message, path: items as Issue['path'] });
  }
}
