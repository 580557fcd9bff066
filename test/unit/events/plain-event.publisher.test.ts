import { describe, expect, it } from '@jest/globals';
import { PlainEventPublisher, type Emitter } from '../../../lib/events/plain-event.publisher.js';
import type { EventRecord } from '../../../lib/payment/payment-event.js';

const ALERT: EventRecord = {
  id: 'alert-1',
  type: 'khqr.alert',
  account: null,
  paymentId: null,
  reference: null,
  occurredAt: 0,
  deliverAt: 0,
  alert: { kind: 'lane-stopped', message: 'The key is refused.' },
};

describe('PlainEventPublisher', () => {
  /** What is emitted by an emitter that has these methods beside `emitAsync`. */
  function published(methods: object): readonly unknown[] {
    const names: unknown[] = [];
    const emitAsync = async (name: unknown) => [names.push(name)];
    const emitter = { ...methods, emitAsync } as unknown as Emitter;
    new PlainEventPublisher(emitter, () => undefined).publish(ALERT, null);
    return names;
  }

  it.each([
    ['nobody listens', { listenerCount: () => 0, listenersAny: () => [] }, []],
    ['somebody does', { listenerCount: () => 1, listenersAny: () => [] }, ['khqr.alert']],
    [
      'somebody hears everything',
      { listenerCount: () => 0, listenersAny: () => [1] },
      ['khqr.alert'],
    ],
    ['the emitter cannot say', {}, ['khqr.alert']],
  ])('where %s', (_, methods, names) => {
    expect(published(methods)).toEqual(names);
  });
});
