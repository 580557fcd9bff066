export { startSandbox, type SandboxServer } from './sandbox.server.js';
export type { SandboxServerOptions } from './sandbox.options.js';
export type { SandboxSettings } from './control/fault.settings.js';
export type { SandboxPayment } from './control/sandbox-payment.js';
