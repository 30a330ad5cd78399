import { leftOut } from './left-out.ts';

/** The SDK makes one for an operation with an event stream. */
export function EventStreamSerde(): never {
  leftOut('The event stream of an operation');
}

export const eventStreamSerdeProvider = EventStreamSerde;
