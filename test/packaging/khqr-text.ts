import { createHash } from 'node:crypto';

// Written from the format's description and on purpose without the library, which reads these strings.

function field(tag: string, value: string): string {
  return tag + String(value.length).padStart(2, '0') + value;
}

/** CRC-16/CCITT-FALSE, four upper-case hexadecimal digits. */
function crc(text: string): string {
  let register = 0xffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    register ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      register = register & 0x8000 ? (register << 1) ^ 0x1021 : register << 1;
    }
    register &= 0xffff;
  }
  return register.toString(16).toUpperCase().padStart(4, '0');
}

/** A dynamic KHQR string of an individual account, and its md5. */
export function khqrText(input: { amount: number; currency: string; bill: string; now: number }): {
  text: string;
  md5: string;
} {
  const khr = input.currency === 'KHR';
  const body = [
    field('00', '01'),
    field('01', '12'),
    field('29', field('00', 'small_shop@aclb')),
    field('52', '5999'),
    field('53', khr ? '116' : '840'),
    field('54', khr ? String(input.amount) : input.amount.toFixed(2)),
    field('58', 'KH'),
    field('59', 'Small Shop'),
    field('60', 'Phnom Penh'),
    field('62', field('01', input.bill)),
    field('99', field('00', String(input.now)) + field('01', String(input.now + 300_000))),
    '6304',
  ].join('');
  const text = body + crc(body);
  return { text, md5: createHash('md5').update(text, 'utf8').digest('hex') };
}
