// The file is typed by its main entry only; see http-client.ts for why it is imported by itself.
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export default Pool;
}
