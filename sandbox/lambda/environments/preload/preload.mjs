// Loaded into a function's process before anything else (`node --import`). Written in JavaScript because stripping
// types would make every cold start twice as long.
import { moveDate } from './moved-date.mjs';
import { refuseAllButLoopback } from './loopback-only.mjs';
import { replaceNativeClient } from './native-client-hook.mjs';
import { traceHttpRequests } from './trace-header.mjs';

// The function must not find a variable that Lambda does not set, so the address of this very file says where.
const clockFile = new URL(import.meta.url).searchParams.get('clock');
if (clockFile === null) throw new TypeError('The preload needs to know the clock file: preload.mjs?clock=<path>.');

moveDate(clockFile);
refuseAllButLoopback();
traceHttpRequests();
replaceNativeClient();
