import type { KhqrRandom } from './clock/khqr-random.js';
import type { AlertBell } from './events/alert.bell.js';
import type { PlainEventPublisher } from './events/plain-event.publisher.js';
import type { Account } from './providers/account-registry.js';
import type { ClaimedDelivery } from './stores/delivery-queue.port.js';
import type { PollRoute } from './stores/poll-queue.port.js';

/** The occasions on which a person is called. */
export class KhqrAlerts {
  constructor(
    private readonly bell: AlertBell,
    private readonly publisher: PlainEventPublisher,
    private readonly random: KhqrRandom,
  ) {}

  /** The store says who was first to see it, so each stop is told once; a later one is another. */
  readonly laneStopped = ({ name, provider }: Account, reason: string): void => {
    const message = `${provider.name} refuses the credential of account '${name}': ${reason} Nothing is asked until it is accepted again; one try in 30 s.`;
    void this.bell.ring(
      { kind: 'lane-stopped', message },
      { key: this.random.id(), account: name },
    );
  };

  readonly routeMissing = ({ account, provider }: PollRoute, reason: string | null): void => {
    const why = reason === null ? 'no such account is configured' : 'its options cannot be used';
    const details = reason === null ? '' : ` ${reason}`;
    const message = `Payments of account '${account}' wait for ${provider}, but ${why}: they are not asked about.${details}`;
    const key = `${account}:${provider}:${this.random.id()}`;
    void this.bell.ring({ kind: 'account-unknown', message }, { key, account });
  };

  readonly warned = ({ name }: Account, message: string): void => {
    void this.bell.ring({ kind: 'md5-mismatch', message }, { key: name, account: name });
  };

  readonly missed = async (count: number): Promise<void> => {
    const message = `Handlers that were away for more than 72 hours have missed what others may have done meanwhile: ${count} dead letters. See KhqrOperations.listDeliveries({ status: 'dead' }), and redeliver what is not done.`;
    await this.bell.ring(
      { kind: 'delivery-dead', message },
      { key: this.random.id(), account: null },
    );
  };

  /** `khqr.delivery.dead`, plainly; and an alert, unless it was an alert that nobody could take. */
  readonly buried = async ({ delivery, event }: ClaimedDelivery, error: string): Promise<void> => {
    const { id, handlerId, eventId, attempt } = delivery;
    const { type, paymentId, reference, account } = event;
    const dead = { id, handlerId, eventId, type, paymentId, reference, attempt, error };
    this.publisher.emit('khqr.delivery.dead', dead);
    if (type === 'khqr.alert') return;
    const message = `Handler '${handlerId}' gave up on ${type} for '${reference ?? ''}' after ${attempt} runs: ${error} See KhqrOperations.redeliver({ handlerId }).`;
    await this.bell.ring(
      { kind: 'delivery-dead', message },
      { key: `${id}:${delivery.epoch}`, account },
    );
  };
}
