import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Clients } from './clients.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { RequestBody } from './request-body.ts';
import type { TokenLedger } from './token-ledger.ts';

/** What the operations work with. */
export interface ApiState {
  readonly clock: Clock;
  readonly clients: Clients;
  readonly ledger: TokenLedger;
  readonly random: RandomBytes;
}

/** A request to one operation. */
export interface ApiRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
  /** The API's base URL as its clients see it, for example `http://127.0.0.1:4010/v2`. */
  readonly baseUrl: string;
  /** The parameter of the operation's path, when it has one. */
  readonly tokenId?: string | undefined;
}
