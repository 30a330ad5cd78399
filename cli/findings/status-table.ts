import { relative, span } from '../terminal/relative-time.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { coloured, type Row, textTable } from '../terminal/text-table.ts';
import type { ClientState } from './client-state.ts';

type Paper = Pick<Terminal, 'columns' | 'hasColours'>;

const HEAD = ['client', 'token', 'age', 'expires', 'rotation', 'key', 'state'];

/** One line for each client, and under it what else there is: tokens in grace, orders, the last error. */
export function statusTable(states: readonly ClientState[], now: number, paper: Paper): string {
  const rows = states.flatMap((state): Row[] => [rowOf(state, now, paper), ...notesOf(state, now)]);
  return textTable(HEAD, rows, paper);
}

/** Ids are long; their beginning is what people tell them apart by. */
function shortId(tokenId: string): string {
  const digits = tokenId.replace(/^tok_(?:lt_)?/, '');
  return digits.length > 8 ? `${digits.slice(0, 8)}…` : digits;
}

function rowOf(state: ClientState, now: number, paper: Paper): Row {
  const { client, token_id, issued_at, signing_key } = state;
  return [
    client,
    token_id === null ? 'none' : shortId(token_id),
    issued_at === null ? '' : span(now - Date.parse(issued_at)),
    expiry(state, now),
    nextRotation(state, now),
    signing_key === null ? '' : signing_key.toLowerCase(),
    wellBeing(state, paper),
  ];
}

function expiry({ retired_at, expires_at }: ClientState, now: number): string {
  if (retired_at !== null) return `revoked ${relative(Date.parse(retired_at), now)}`;
  return expires_at === null ? '' : relative(Date.parse(expires_at), now);
}

/** Nobody can do anything about what others have to mend. */
function wellBeing({ findings, retired_at }: ClientState, paper: Paper): string {
  if (retired_at !== null) return coloured('retired', 'gray', paper);
  if (findings.length === 0) return coloured('ok', 'green', paper);
  return findings.every(({ id }) => id === 'api-down')
    ? coloured('waits', 'yellow', paper)
    : coloured('needs you', 'red', paper);
}

/** When it comes, or why it does not. */
function nextRotation({ rotation, next_rotation_at }: ClientState, now: number): string {
  return rotation === 'on' && next_rotation_at !== null ? relative(Date.parse(next_rotation_at), now) : rotation;
}

function notesOf({ grace, key_slots, replicas, open_orders, last_error }: ClientState, now: number): string[] {
  const notes = grace.map(({ token_id, due_at, given_up }) => {
    const due = due_at === null ? 'has no due time yet' : `is to be revoked ${relative(Date.parse(due_at), now)}`;
    return `  ${given_up ? 'given up' : 'in grace'}: ${token_id === null ? 'a token' : shortId(token_id)} ${due}`;
  });
  for (const { slot, status, hindrance } of key_slots) {
    if (status !== 'empty')
      notes.push(`  key in slot ${slot}: ${status}${hindrance === null ? '' : ` (${hindrance})`}`);
  }
  for (const { region, status } of replicas) {
    if (status !== 'InSync') notes.push(`  copy in ${region}: ${status}`);
  }
  for (const order of open_orders) notes.push(`  order to revoke, given ${relative(Date.parse(order), now)}`);
  if (last_error !== null) {
    const { at, code, message } = last_error;
    notes.push(`  last error, ${relative(Date.parse(at), now)}: ${code} ${message}`);
  }
  return notes.length === 0 ? [] : [notes.join('\n')];
}
