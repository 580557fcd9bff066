import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { jest } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { KhqrOperations, KhqrService, isKhqrError, type KhqrAccount } from '../../lib/index.js';
import { useKhqrTesting } from '../../lib/testing/index.js';

/** What the documents call the account where there is no default one. */
const NAMED_ACCOUNT = 'main';

/** Boots a documented module with its options as they stand; nothing is sent, since there is nothing to ask about. */
export async function bootAsWritten(module: Type<unknown>): Promise<void> {
  const app = await open(await Test.createTestingModule({ imports: [module] }).compile());
  await app.close();
}

export interface PaidOnSandbox {
  readonly status: string | undefined;
  /** What is still to be done, or was given up, of its handlers' deliveries. */
  readonly undelivered: readonly unknown[];
}

/** Boots it on the simulated bank and lets a customer pay. */
export async function payOnSandbox(module: Type<unknown>): Promise<PaidOnSandbox> {
  const tools = useKhqrTesting(Test.createTestingModule({ imports: [module] }));
  const app = await open(await tools.compile());
  try {
    await tools.clock.advance(0);
    const khqr = app.get(KhqrService);
    await createPayment(khqr).catch((error: unknown) => {
      if (!isKhqrError(error) || error.code !== 'KHQR_CONFIGURATION') throw error;
      return createPayment(khqr.account(NAMED_ACCOUNT));
    });
    const { md5 } = tools.bank.payByReference('order-1');
    await tools.settled();
    const payment = await khqr.getPayment({ md5 });
    const deliveries = await app.get(KhqrOperations).listDeliveries();
    const undelivered = deliveries.filter(({ status }) => status !== 'done');
    return { status: payment?.status, undelivered };
  } finally {
    await app.close();
  }
}

function createPayment(account: KhqrAccount): Promise<unknown> {
  return account.createPayment({ reference: 'order-1', amount: '5.00', currency: 'USD' });
}

async function open(module: TestingModule): Promise<INestApplication> {
  const app = module.createNestApplication({ logger: false });
  await app.init();
  return app;
}

/** Runs a documented `main.ts`: its application listens on a free port, is closed, and is then answered. */
export async function runMain(load: () => Promise<unknown>): Promise<INestApplication> {
  const before = process.env.PORT;
  process.env.PORT = '0';
  let opened: (app: INestApplication) => void;
  const listening = new Promise<INestApplication>((resolve) => (opened = resolve));
  const create = jest.spyOn(NestFactory, 'create').mockImplementation(async (module: unknown) => {
    const compiled = await Test.createTestingModule({ imports: [module as Type] }).compile();
    const app = compiled.createNestApplication({ logger: false });
    const listen = app.listen.bind(app);
    jest.spyOn(app, 'listen').mockImplementation(async (port: unknown) => {
      const server: unknown = await listen(port as number);
      opened(app);
      return server;
    });
    return app;
  });
  try {
    await load();
    const app = await listening;
    await app.close();
    return app;
  } finally {
    create.mockRestore();
    process.env.PORT = before;
  }
}
