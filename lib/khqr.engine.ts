import { messageOf } from './errors/message-of.js';
import { AlertBell } from './events/alert.bell.js';
import { DeliveryExecutor } from './events/delivery.executor.js';
import { DeliveryRunner } from './events/delivery.runner.js';
import { EventDispatcher } from './events/event.dispatcher.js';
import { PlainEventPublisher } from './events/plain-event.publisher.js';
import { checkAccount } from './khqr.account-validator.js';
import { KhqrAlerts } from './khqr.alerts.js';
import type { KhqrHost } from './khqr.host.js';
import { timerHooks } from './khqr.timers.js';
import { KhqrOperations } from './khqr.operations.js';
import { Problems } from './khqr.problems.js';
import { KhqrService } from './khqr.service.js';
import { DISPATCHER_TIMER, TRACKER_TIMER } from './khqr.tokens.js';
import { AccountRegistry, type ReadyResolver } from './providers/account-registry.js';
import { CodeMaker } from './requests/code.maker.js';
import { DeeplinkDesk } from './requests/deeplink.desk.js';
import { PaymentAdopter } from './requests/payment.adopter.js';
import { PaymentCreator } from './requests/payment.creator.js';
import { PaymentDesk } from './requests/payment.desk.js';
import { PaymentWatcher } from './requests/payment.watcher.js';
import { TransferFinder } from './requests/transfer.finder.js';
import { StoreClock } from './stores/store.clock.js';
import { AnswerSettler } from './tracker/answer.settler.js';
import { CheckCaller } from './tracker/check.caller.js';
import { DetectionMeter } from './tracker/detection.meter.js';
import { LaneDirectory } from './tracker/lane.directory.js';
import { LaneGate } from './tracker/lane.gate.js';
import { LanePoller } from './tracker/lane.poller.js';
import { PaidSpill } from './tracker/paid.spill.js';
import { PaymentChecker } from './tracker/payment.checker.js';
import { PatientWriter } from './tracker/patient.writer.js';
import { PaymentTracker } from './tracker/payment-tracker.js';
import { PollLeases } from './tracker/poll.leases.js';
import { PollSchedule } from './tracker/poll.schedule.js';
import { StaleSweeper } from './tracker/stale.sweeper.js';
import { UnansweredChecks } from './tracker/unanswered.checks.js';
import { TransitionWriter } from './tracker/transition.writer.js';

/** What is needed beside the host; `warn` must not be given a secret. */
export interface EngineParts {
  readonly resolver: ReadyResolver | null;
  readonly warn: (message: string) => void;
}

/** Everything that runs, put together; nothing in it has begun yet. */
export interface KhqrEngine {
  readonly accounts: AccountRegistry;
  readonly service: KhqrService;
  readonly operations: KhqrOperations;
  readonly tracker: PaymentTracker;
  readonly dispatcher: EventDispatcher;
  readonly watcher: PaymentWatcher;
  readonly creator: PaymentCreator;
}

/** The one place that knows how the parts fit together. */
export function createEngine(host: KhqrHost, { resolver, warn }: EngineParts): KhqrEngine {
  const { settings, runtime, emitter } = host;
  const { clock, random } = runtime;
  const { store, tracker: tracking, delivery } = settings;
  const owner = random.id();
  const storeClock = new StoreClock(store, clock);

  const accounts = new AccountRegistry({
    accounts: settings.accounts,
    resolver,
    clock,
    createProvider: (account, options) =>
      runtime.createProvider(options, { account, clock, random, warn }, runtime.bank),
    check: (name, options) => {
      const problems = new Problems();
      const path = `accountResolver.find('${name}').`;
      checkAccount(path, options, runtime.environment, problems);
      if (!problems.none) throw problems.toError();
    },
  });
  const publisher = new PlainEventPublisher(emitter, warn);
  const alerts = new KhqrAlerts(new AlertBell(store, clock, publisher, warn), publisher, random);
  const writer = new TransitionWriter(store, (event, record) => {
    if (event.alert) warn(event.alert.message);
    publisher.publish(event, record);
  });

  const gate = new LaneGate(store, random);
  const failed = (error: unknown): void => {
    warn(`Will try again: ${messageOf(error)}`);
  };
  const schedule = new PollSchedule(tracking);
  const settler = new AnswerSettler(
    store,
    writer,
    schedule,
    settings,
    new PatientWriter(clock, warn),
  );
  const leases = new PollLeases(store, clock, owner, tracking.leaseMs);
  const meter = new DetectionMeter(clock);
  const unanswered = new UnansweredChecks(clock, schedule);
  const checker = new PaymentChecker(
    new CheckCaller(clock),
    gate,
    settler,
    meter,
    unanswered,
    alerts.laneStopped,
    failed,
  );
  const dispatcher = new EventDispatcher({
    store,
    storeClock,
    clock,
    emitter,
    executor: new DeliveryExecutor({
      store,
      runner: new DeliveryRunner(emitter, clock, (id) => store.acknowledgement(id)),
      random,
      retryDelaysMs: delivery.retryDelaysMs,
      buried: alerts.buried,
    }),
    settings,
    owner,
    hooks: { ...timerHooks(host, DISPATCHER_TIMER), failed },
    buried: alerts.buried,
    missed: alerts.missed,
  });
  const tracker = new PaymentTracker({
    store,
    clock,
    settings,
    directory: new LaneDirectory(store, accounts, clock, {
      routeMissing: alerts.routeMissing,
      failed,
    }),
    poller: new LanePoller(store, gate, checker, settings, leases, storeClock),
    checker,
    schedule,
    meter,
    settler,
    spill: store.durable ? new PaidSpill(tracking.spillFile, warn) : null,
    sweeper: new StaleSweeper(store, writer, settings, clock, storeClock, failed),
    deliverer: dispatcher,
    hooks: { ...timerHooks(host, TRACKER_TIMER), failed },
  });

  const watcher = new PaymentWatcher(store, clock);
  const { laneStopped, warned } = alerts;
  const creator = new PaymentCreator({
    writer,
    maker: new CodeMaker({ gate, clock, laneStopped, warned }),
    watcher,
    clock,
    storeClock,
    releaseAfterMs: delivery.releaseAfterMs,
    schedule,
  });
  const desk = new PaymentDesk({
    store,
    accounts,
    writer,
    creator,
    adopter: new PaymentAdopter(store, writer),
    deeplinks: new DeeplinkDesk({ gate, clock, laneStopped }),
    checker,
    gate,
    leases,
    unanswered,
    random,
    owner,
    leaseMs: tracking.leaseMs,
    releaseAfterMs: delivery.releaseAfterMs,
    schedule,
  });
  const wake = (): void => {
    dispatcher.wake();
  };
  return {
    accounts,
    service: new KhqrService({ store, desk, watcher }, accounts),
    operations: new KhqrOperations({
      store,
      writer,
      desk,
      transfers: new TransferFinder(accounts, { gate, clock, laneStopped }),
      tracker,
      accounts,
      releaseAfterMs: delivery.releaseAfterMs,
      wake,
    }),
    tracker,
    dispatcher,
    watcher,
    creator,
  };
}
