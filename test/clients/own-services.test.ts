import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrOperations, KhqrService } from 'nestjs-khqr';
import { KhqrCheckoutModule } from 'nestjs-khqr/checkout';
import { KhqrGatewayModule } from 'nestjs-khqr/gateway';
import { startSandboxOn, type SandboxServer } from '../../lib/sandbox/sandbox.server.js';
import { FastClock } from '../support/fast.clock.js';
import { openHost } from '../support/host.js';
import { itRuns, node, php, python, run } from './support/interpreter.js';
import { programs } from './support/programs.js';
import { fillIn, indentPython, Seed } from './support/seed.js';
import { dartRequest, jsonOf, send, shapeOf } from './support/wire.js';
import { listen } from '../support/listen.js';

const KEY = 'sk_live_of_a_tea_house';
const SHOP = { bakongId: 'tea@abaa', merchantName: 'Tea House' };

let app: INestApplication;
let sandbox: SandboxServer;
let url: string;

/** One app with both services, and the National Bank behind it. */
beforeEach(async () => {
  const clock = new FastClock(30);
  sandbox = await startSandboxOn(clock, {});
  const account = { provider: 'bakong', apiKey: sandbox.apiKey, ...SHOP } as const;
  const around = [
    EventEmitterModule.forRoot(),
    ScheduleModule.forRoot(),
    KhqrGatewayModule.register({ apiKeys: [{ key: KEY }] }),
    KhqrCheckoutModule.register({
      merchantName: SHOP.merchantName,
      resolveOrder: () => null,
      proxy: true,
      allowClientAmounts: true,
    }),
  ];
  // With the free tier's 100 a day, questions would come minutes apart.
  const options = { ...account, baseUrl: sandbox.baseUrls.bakong, dailyQuota: 100_000 };
  ({ app } = await openHost(options, { around, runtime: { clock } }));
  url = await listen(app);
});
afterEach(async () => {
  await app.close();
  await sandbox.close();
});

const listed = async () => (await app.get(KhqrOperations).listPayments()).payments;

describe("the gateway and the document's programs, as they are printed", () => {
  /** The customer scans the code and pays as soon as the shop asks the bank about it. */
  async function expectSold(program: (filledIn: (sample: string) => string) => Promise<string>) {
    const stop = sandbox.bank.on(({ type }) => {
      if (type !== 'asked') return;
      stop();
      void listed().then(([payment]) => {
        sandbox.bank.pay(sandbox.bank.scan(payment?.qrString ?? '').md5);
      });
    });
    const printed = await program((sample) => fillIn(sample, `${url}/api/v1`, KEY));
    expect(printed.trim().split('\n').at(-1)).toBe('Status: PAID');
    expect(await listed()).toMatchObject([
      { status: 'PAID', amount: '5.00', currency: 'USD', note: 'Order #1234' },
    ]);
  }

  itRuns('in Python', python, () =>
    expectSold((filledIn) => run(python, filledIn(indentPython(programs.python)))),
  );
  itRuns('in Node.js', node, () => expectSold((filledIn) => run(node, filledIn(programs.node))));
  itRuns('in PHP', php, () => expectSold((filledIn) => run(php, filledIn(programs.php))));
});

describe("the checkout's proxy and what the document's Dart app sends", () => {
  const seed = new Seed('apikhqr');

  it('answers as the document says', async () => {
    const values = { backendUrl: `${url}/khqr` };
    const made = await send(
      dartRequest(seed.cut('final res = await http.post(', 'final data'), values),
    );
    const code = jsonOf(made);
    expect([made.status, shapeOf(code)]).toEqual([201, shapeOf(seed.example('Response 201'))]);
    const call = seed.cut('final res = await http.get(', 'final data');
    const request = dartRequest(call, { ...values, md5: String(code['md5']) });
    expect(jsonOf(await send(request))).toMatchObject({ status: 'WAITING', paid_at: null });
    sandbox.bank.pay(sandbox.bank.scan(String(code['qr_string'])).md5);
    const [payment] = await listed();
    await app.get(KhqrService).waitForPayment(payment?.id ?? '');
    const told = jsonOf(await send(request));
    expect(shapeOf(told)).toEqual(shapeOf(seed.example('Response 200')));
    expect(told).toMatchObject({ status: 'PAID', amount: 5, md5: code['md5'] });
  });
});
