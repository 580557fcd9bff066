import type { SandboxCode } from '../../providers/sandbox/sandbox-code.js';

/** Eight characters, as the service's own ids have: 48 bits of the md5, so that nothing more has to be kept. */
const HEX_DIGITS = 12;

export function tranOf(md5: string): string {
  return Buffer.from(md5.slice(0, HEX_DIGITS), 'hex').toString('base64url');
}

/** The code with this id. */
export function codeOfTran(codes: readonly SandboxCode[], tran: string): SandboxCode | undefined {
  return codes.find(({ md5 }) => tranOf(md5) === tran);
}
