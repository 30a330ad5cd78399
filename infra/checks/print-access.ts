import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessTemplate, accessTable } from './access-table.ts';

/** Prints who can do what, from the templates that `cdk synth` has just written. */
const folder = process.argv[2] ?? 'cdk.out';
const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
process.stdout.write(
  '# Who can do what\n\nMade by `npm run access` from the synthesised template; a test keeps it current.\n',
);
for (const name of templates.toSorted()) {
  const template = JSON.parse(readFileSync(join(folder, name), 'utf8')) as AccessTemplate;
  process.stdout.write(`\n## ${name.replace('.template.json', '')}\n\n${accessTable(template)}\n`);
}
