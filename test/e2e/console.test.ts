import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { SandboxState } from '../../sandbox/console/state.ts';
import { hasChromium, newPage, startChromium } from '../support/programs/chromium.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';
import { expectedConsole, shownConsole } from './shown-console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = { 'a desk': { width: 1280, height: 800 }, 'a phone': { width: 390, height: 844 } };
const THEMES = ['light', 'dark'] as const;

/** How often the page is compared with the state before they count as different: for minutes on a busy machine. */
const MOST_LOOKS = 600;

(hasChromium() ? describe : describe.skip)('the console’s page', () => {
  let running: TestSandbox;
  let acme: TestClient;
  let browser: Browser;
  let page: Page;
  /** What the browser asked for, and what it complained of. */
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [running, browser] = await Promise.all([TestSandbox.start(), startChromium()]);
    acme = running.client('acme');
    for (const { name } of running.sandbox.clients) await running.client(name).issueFirstToken();
    page = await open(SIZES['a desk'], 'light');
  });

  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  async function open(viewport: { width: number; height: number }, colorScheme: 'light' | 'dark', bypassCSP = false) {
    const opened = await newPage(browser, { viewport, colorScheme, bypassCSP });
    opened.on('request', (request) => requests.push(request.url()));
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await opened.goto(running.sandbox.consoleUrl);
    await opened.locator('.card').first().waitFor();
    return opened;
  }

  const state = async (): Promise<SandboxState> =>
    (await (await fetch(`${running.sandbox.consoleUrl}/api/state`)).json()) as SandboxState;

  /** The page asks every second: it may be behind for that long. */
  async function expectAgreement(): Promise<void> {
    for (let looks = 1; ; looks += 1) {
      const [shown, expected] = [await shownConsole(page), expectedConsole(await state())];
      if (JSON.stringify(shown) === JSON.stringify(expected)) return;
      if (looks === MOST_LOOKS) expect(shown).toEqual(expected);
      await wait(100);
    }
  }

  const said = (text: RegExp) => page.locator('#result').filter({ hasText: text }).waitFor();
  const cardOf = (name: string) => page.locator('.card').filter({ has: page.getByRole('heading', { name }) });
  const currentToken = () => acme.tokenIdOf(acme.versionWith('AWSCURRENT') ?? '') ?? '';

  /** The browser complains of an answer that was wanted. */
  const forgiveRefusal = () =>
    complaints.splice(
      complaints.findIndex((text) => text.includes('400')),
      1,
    );

  test('shows what the state says, and the time as it goes on', async () => {
    await expectAgreement();
    // It is empty until the page’s clock first ticks.
    const time = page.locator('#now').filter({ hasText: /\d/ });
    const shown = Date.parse(`${(await time.innerText()).replace(' ', 'T')}Z`);
    expect(Math.abs(shown - running.sandbox.clock.now())).toBeLessThan(5000);
    await time.filter({ hasNotText: new Date(shown).toISOString().slice(11, 19) }).waitFor();
    expect(await page.locator('#connection').innerText()).toBe('live');
    // Nothing has been ordered: there is nothing to say.
    expect(await page.locator('#result').boundingBox()).toMatchObject({ height: 0 });
  });

  test('shows at first how long every token lasts, and when it is rotated next', async () => {
    const line = page.locator('#timeline');
    const { x: left = 0, width: whole = 0 } = (await line.boundingBox()) ?? {};
    for (const bar of await line.locator('.bar.current').all()) {
      const { x = 0, width = 0 } = (await bar.boundingBox()) ?? {};
      expect(x + width).toBeLessThan(left + whole);
    }
    expect(await line.locator('.next:visible').count()).toBe((await state()).clients.length);
  });

  test('rotates a client by the keyboard alone, and says so when it is done', async () => {
    const before = currentToken();
    await cardOf('acme').getByRole('button', { name: 'Rotate acme' }).focus();
    await page.keyboard.press('Enter');
    await said(/acme is rotated: version \w{8} is current/);
    expect(currentToken()).not.toBe(before);
    await expectAgreement();
    expect((await shownConsole(page)).bars).toMatchObject({ [before]: 'grace', [currentToken()]: 'current' });
  });

  test('shows a rotation’s steps with what they took and called', async () => {
    await page.locator('#rotations summary').first().click();
    const steps = page.locator('#rotations li details[open] tbody tr');
    expect(await steps.locator('th').allInnerTexts()).toEqual([
      'createSecret',
      'setSecret',
      'testSecret',
      'finishSecret',
    ]);
    expect((await steps.locator('td.number').allInnerTexts()).join(' ')).toMatch(/^[\d.]+ m?s( [\d.]+ m?s){3}$/);
    expect(await steps.first().innerText()).toMatch(/kms Sign 200/);
  });

  test('lets a month pass, in which every client is rotated and what was in grace is revoked', async () => {
    const before = await state();
    const graced = before.tokens.find(({ supersededAt }) => supersededAt !== null);
    await page.getByRole('button', { name: '30 days' }).click();
    await said(/The clock was moved by a month of 30 days/);
    // Whatever time of day it is: the window of the thirtieth day comes with the next one.
    await page.getByRole('button', { name: '1 day' }).click();
    await said(/The clock was moved by a day/);
    await expectAgreement();
    const after = await state();
    expect(after.rotations.length).toBeGreaterThanOrEqual(before.rotations.length + after.clients.length);
    expect((await shownConsole(page)).bars[graced?.id ?? '']).toBe('revoked');
    // What was open is open still: the page changes what is new and nothing else.
    expect(await page.locator('#rotations details[open]').count()).toBe(1);
  });

  test('orders a fault, shows how it strikes, and clears it', async () => {
    const form = page.locator('#fault-form');
    await form.getByLabel('Kind').selectOption('refuse');
    await form.getByLabel('Service').selectOption('click2mail');
    await form.getByLabel('Operation').fill('issueLongTermToken');
    await form.getByLabel('Function').selectOption(acme.functionName);
    await form.getByLabel('Times').fill('9');
    await form.getByLabel('Status').fill('502');
    await form.getByLabel('nth').fill('1');
    await page.keyboard.press('Enter');
    await said(/A fault is ordered: refuse click2mail issueLongTermToken by .*, with 502/);
    expect(running.sandbox.faults.list()).toEqual([
      {
        kind: 'refuse',
        service: 'click2mail',
        operation: 'issueLongTermToken',
        functionName: acme.functionName,
        times: 9,
        status: 502,
        nth: 1,
        struck: 0,
      },
    ]);
    await cardOf('acme').getByRole('button', { name: 'Rotate' }).click();
    await said(/The rotation of acme failed\. createSecret: /);
    await expectAgreement();
    expect(await cardOf('acme').innerText()).toContain('The last rotation failed. createSecret: ');
    await page.getByRole('button', { name: 'Clear faults' }).click();
    await said(/No fault is ordered any more/);
    expect(running.sandbox.faults.list()).toEqual([]);
    await acme.tidyUp();
    await expectAgreement();
  });

  test('offers of a fault what its kind has, every function, and every operation', async () => {
    const form = page.locator('#fault-form');
    const offered = async (kind: string) => {
      await form.getByLabel('Kind').selectOption(kind);
      const shown = await form.locator('label:not([hidden]) :is(input, select)').all();
      const names = await Promise.all(shown.map((one) => one.getAttribute('name')));
      return names.filter((name) => name !== 'kind').join(' ');
    };
    const every = 'service operation functionName';
    expect(await offered('delay')).toBe(`${every} seconds nth times`);
    expect(await offered('refuse')).toBe(`${every} status code seconds nth times`);
    expect(await offered('kill')).toBe(`${every} afterActing nth times`);
    await form.getByLabel('only after the call took effect').check();
    await form.getByLabel('Service').selectOption('monitoring');
    expect(await page.locator('#operations option').allTextContents()).toEqual([
      'DescribeAlarmHistory',
      'DescribeAlarms',
      'ListMetrics',
    ]);
    const functions = await form.getByLabel('Function').locator('option').allInnerTexts();
    expect(functions).toEqual(['any', ...running.sandbox.lambda.functions().map(({ functionName }) => functionName)]);
    await form.getByLabel('Function').selectOption('any');
    await form.getByLabel('Operation').fill('ListMetric');
    const refused = page.waitForResponse((answer) => answer.url().endsWith('/api/faults'));
    await form.getByRole('button', { name: 'Order fault' }).click();
    expect((await refused).status()).toBe(400);
    await said(/operation: monitoring has no ListMetric\. There are, .*DescribeAlarmHistory/);
    forgiveRefusal();
    await form.getByLabel('Operation').fill('ListMetrics');
    await form.getByRole('button', { name: 'Order fault' }).click();
    await said(/A fault is ordered: kill monitoring ListMetrics, after it took effect/);
    expect(running.sandbox.faults.list()).toMatchObject([{ kind: 'kill', afterActing: true }]);
    running.sandbox.faults.clear();
    await form.getByLabel('Service').selectOption('');
    await form.getByLabel('Operation').fill('');
  });

  test('revokes a token at the API behind the stack’s back, and shows that it is dead', async () => {
    const token = currentToken();
    const form = page.locator('#fault-form');
    await form.getByLabel('Kind').selectOption('revoke-at-api');
    await form.locator('[name=tokenId]').selectOption({ label: `acme, current: ${token}` });
    await form.getByRole('button', { name: 'Order fault' }).click();
    await said(new RegExp(`${token} is revoked at the API, and the stack does not know`));
    await cardOf('acme').filter({ hasText: 'Its current token is revoked.' }).waitFor();
    expect(currentToken()).toBe(token);
    await form.getByLabel('Kind').selectOption('refuse');
    await acme.rotate();
    await expectAgreement();
  });

  test('says in the sandbox’s words what is wrong with an order', async () => {
    const refused = page.waitForResponse((answer) => answer.url().endsWith('/api/rotate'));
    await running.client('hasty').administrate('DeleteSecret', { RecoveryWindowInDays: 7 });
    await cardOf('hasty').getByRole('button', { name: 'Rotate' }).click();
    expect((await refused).status()).toBe(400);
    await said(/InvalidRequestException: .*deletion/);
    forgiveRefusal();
    await running.client('hasty').administrate('RestoreSecret', {});
  });

  test('revokes at once, but only when it is confirmed', async () => {
    const token = currentToken();
    const revoke = cardOf('acme').getByRole('button', { name: 'Revoke now' });
    await revoke.click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain(token);
    // What does no harm has the focus.
    expect(await dialog.locator(':focus').innerText()).toBe('Keep the token');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await revoke.evaluate('document.activeElement.dataset.order')).toBe('revoke');
    expect(currentToken()).toBe(token);

    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(new RegExp(`Revoked for acme: .*${token}`));
    await expectAgreement();
    expect(acme.tokens.find(({ id }) => id === token)?.state).toBe('revoked');
    expect(acme.liveTokens.map(({ id }) => id)).toEqual([currentToken()]);
    expect((await shownConsole(page)).bars[token]).toBe('revoked');
  });

  test('counts vends and lists denied calls', async () => {
    const { lambda, consumers, awsEndpoint, credentials } = running.sandbox;
    const vendor = consumers[0]?.functionName ?? '';
    const vend = (consumer: string, request: object) =>
      lambda.invoke(`${vendor}:${consumer}`, Buffer.from(JSON.stringify(request)));
    for (const consumer of ['mail-merge', 'mail-merge', 'archive']) await vend(consumer, {});
    await vend('archive', { scopes: ['templates:read'] });
    const { roleArn } = lambda.find(acme.functionName).deployed.configuration;
    const intruder = new SecretsManagerClient({
      endpoint: awsEndpoint,
      region: 'us-east-1',
      credentials: credentials.issue(roleArn, 'curious'),
      maxAttempts: 1,
    });
    const reading = intruder.send(new GetSecretValueCommand({ SecretId: running.client('globex').secretArn }));
    await expect(reading).rejects.toThrow('not authorized');
    intruder.destroy();
    await expectAgreement();
    const shown = await shownConsole(page);
    expect(shown.vends).toEqual([
      ['mail-merge', 'acme', '2', '1', '0'],
      ['letters', 'acme', '0', '0', '0'],
      ['archive', 'initech', '1', '1', '1'],
    ]);
    expect(shown.denied[0]).toBe('secretsmanager:GetSecretValue');
    expect(await page.locator('#denied tr').first().innerText()).toMatch(/\/curious.*secret:click2mail\/globex-/s);
  });

  test('shows by hover and by keyboard what a bar is, and the arrow keys go from bar to bar', async () => {
    const details = page.getByRole('tooltip');
    const bar = page.locator(`.bar[data-token="${currentToken()}"]`);
    await bar.hover();
    const { versionId, grant } = (await state()).tokens.find(({ id }) => id === currentToken()) ?? {};
    for (const text of [currentToken(), versionId ?? '', grant ?? '', 'Issued', 'Current from', 'Expires']) {
      expect(await details.innerText()).toContain(text);
    }
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'hidden' });

    await page.getByLabel('Show').focus();
    await page.keyboard.press('Tab');
    const focused = page.locator('.bar:focus');
    const first = await focused.getAttribute('data-token');
    expect(await details.innerText()).toContain(String(first));
    expect(await focused.getAttribute('aria-describedby')).toBe('bar-details');
    await page.keyboard.press('ArrowDown');
    expect(await focused.getAttribute('data-token')).not.toBe(first);
    await page.keyboard.press('Home');
    expect(await focused.getAttribute('aria-label')).toMatch(/^\w{6}, revoked, token of acme$/);
    // One stop for all the bars.
    await page.keyboard.press('Tab');
    expect(await page.locator('.bar:focus').count()).toBe(0);
    await details.waitFor({ state: 'hidden' });
  });

  test('shows less time, and goes through it', async () => {
    const ids = async () => Object.keys((await shownConsole(page)).bars);
    const all = (await ids()).length;
    await page.getByLabel('Show').selectOption('1');
    const near = await ids();
    expect(near.length).toBeLessThan(all);
    expect(near).toContain(currentToken());
    for (let days = 0; days < 3; days += 1) await page.getByRole('button', { name: 'Earlier' }).click();
    expect(await ids()).not.toContain(currentToken());
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    expect(await ids()).toEqual(near);
    await page.getByLabel('Show').selectOption('all');
    await expectAgreement();
  });

  test('puts the alarms that are on above everything else, and says whom they told', async () => {
    await running.sandbox.clock.advance(20 * 60);
    await expectAgreement();
    expect(await page.locator('#alarms-summary').innerText()).toMatch(/^(All \d+ are|.*\d+) OK/);
    acme.fault({ kind: 'refuse', status: 403, service: 'secretsmanager', operation: 'DescribeSecret', times: 9 });
    await acme.rotate();
    await running.sandbox.clock.advance(6 * 60);
    await expectAgreement();
    expect((await shownConsole(page)).firing).toContain('denied-calls');
    const panel = page.locator('#alarms-panel');
    expect(await panel.innerText()).toContain('AWS denied a function a call');
    expect(await page.locator('main section').first().getAttribute('id')).toBe('alarms-panel');
    await panel.locator('summary').click();
    expect(await panel.locator('#alarms tr').first().innerText()).toContain('in alarm');
    running.sandbox.faults.clear();
    await acme.tidyUp();
  });

  test('says when the sandbox does not answer, and goes on by itself when it does', async () => {
    const other = await newPage(browser);
    await other.goto(running.sandbox.consoleUrl);
    const connection = other.locator('#connection');
    await connection.filter({ hasText: 'live' }).waitFor();
    await other.context().setOffline(true);
    await connection.filter({ hasText: 'not reachable' }).waitFor();
    await other.getByRole('button', { name: '1 hour' }).click();
    await other.locator('#result').filter({ hasText: 'Start it again with: npm start' }).waitFor();
    await other.context().setOffline(false);
    await connection.filter({ hasText: 'live' }).waitFor();
    expect(await connection.getAttribute('data-live')).toBe('true');
    await other.context().close();
  });

  describe.each(Object.entries(SIZES))('on %s', (_size, viewport) => {
    test.each(THEMES)(
      'in the %s theme axe finds nothing serious, and nothing is wider than the page',
      async (theme) => {
        const opened = await open(viewport, theme, true);
        await opened.addScriptTag({ content: AXE });
        await opened.locator('#rotations summary').first().click();
        await opened.locator('#alarms-panel summary').click();
        await opened.locator('.bar').first().focus();
        expect(await violations(opened)).toEqual([]);
        expect(await opened.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
        const beyond = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll:has(#versions)'))`;
        expect(Number(await opened.evaluate(beyond)) > 0).toBe(viewport === SIZES['a phone']);
        await opened.getByRole('button', { name: 'Revoke now' }).first().click();
        expect(await violations(opened, 'dialog')).toEqual([]);
        await opened.context().close();
      },
    );
  });

  async function violations(opened: Page, within = 'html'): Promise<string[]> {
    const { violations: found } = await opened.evaluate<AxeResults>(
      `axe.run('${within}', { resultTypes: ['violations'], preload: false })`,
    );
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }

  test('nothing was asked of anybody but this sandbox, and the browser complained of nothing', () => {
    expect([...new Set(requests.map((url) => new URL(url).origin))]).toEqual([running.sandbox.consoleUrl]);
    expect(complaints).toEqual([]);
  });
});
