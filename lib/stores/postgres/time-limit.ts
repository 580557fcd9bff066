import { setTimeout } from 'node:timers';

/** Rejects when the work takes longer; what it still brings is handed to `late`. */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  message: string,
  late: (value: T) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      over = true;
      reject(new Error(message));
    }, ms);
  });
  work.then(
    (value) => {
      if (over) late(value);
    },
    () => undefined,
  );
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
