import { drawAlarms } from './alarms.js';
import { keepOneTabStop, watchBars } from './timeline/bar-details.js';
import { drawClients } from './clients.js';
import { showClock, showConnection, watchClockButtons } from './clock.js';
import { byId } from './element.js';
import { drawFaultForm, watchFaultForm } from './fault-form.js';
import { drawFaults, watchClearing } from './faults.js';
import { LiveState } from './live-state.js';
import { watchRevokeDialog } from './revoke-dialog.js';
import { drawRotations } from './rotations.js';
import { extentOf } from './timeline/extent.js';
import { rangeOf } from './timeline/time-scale.js';
import { drawTimeline } from './timeline/timeline.js';
import { drawDenied, drawVends } from './usage.js';
import { drawVersions } from './versions.js';

/** How often the bars are drawn anew while nothing happens but time. */
const REDRAW_MS = 15_000;

const timeline = byId('timeline', HTMLDivElement);
const range = byId('range', HTMLSelectElement);
let shift = 0;

const live = new LiveState((state) => {
  drawByTime();
  drawVersions(state);
  drawRotations(state);
  drawVends(state);
  drawDenied(state);
  drawFaults(state);
  drawFaultForm(state);
}, showConnection);

/** What looks different when time goes by. */
function drawByTime() {
  const { state } = live;
  if (state === undefined) return;
  const now = live.now();
  drawAlarms(state, now);
  drawClients(state, now);
  drawTimeline(timeline, state, now, rangeOf(range.value, { now, ...extentOf(state, now), shift }));
  keepOneTabStop(timeline);
  for (const id of ['earlier', 'later', 'at-now']) byId(id, HTMLButtonElement).disabled = range.value === 'all';
}

/** @param {number} wanted */
function shiftTo(wanted) {
  shift = wanted;
  drawByTime();
}

range.addEventListener('change', () => shiftTo(0));
byId('earlier', HTMLButtonElement).addEventListener('click', () => shiftTo(shift - 1));
byId('later', HTMLButtonElement).addEventListener('click', () => shiftTo(shift + 1));
byId('at-now', HTMLButtonElement).addEventListener('click', () => shiftTo(0));
new ResizeObserver(drawByTime).observe(timeline);
setInterval(drawByTime, REDRAW_MS);
document.addEventListener('ordered', () => void live.refresh());
watchBars(timeline, () => ({ state: live.state, now: live.now() }));
watchRevokeDialog();
watchFaultForm();
watchClearing();
watchClockButtons();
showClock(() => live.now());
live.start();
