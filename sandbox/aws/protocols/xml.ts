import type { LoopbackResponse } from '../../loopback-server.ts';
import type { WireObject } from '../aws-service.ts';

/** Fields as XML elements, but for those without a value; the items of a list are called `member`. */
export function elements(fields: WireObject): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${content(value)}</${name}>`)
    .join('');
}

export function xml(status: number, body: string): LoopbackResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${content(item)}</member>`).join('');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null ? elements(value as WireObject) : escaped(String(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
